/// A scalar that tensors can hold.
public protocol TensorScalar: Hashable, Sendable, BitwiseCopyable {
  /// The value that fresh memory is filled with; all its bits are 0.
  static var zero: Self { get }
}

extension Float: TensorScalar {}
extension Double: TensorScalar {}
extension Int32: TensorScalar {}
extension UInt8: TensorScalar {}

/// A dense array in row-major order: the type in which numbers enter and leave Unroll.
///
/// Copies share storage until one of them is changed. Inside a pass, layers work on
/// ``TensorRef`` views instead.
public struct Tensor<Scalar: TensorScalar>: Sendable {
  /// The sizes of the axes.
  public let shape: Shape
  private var storage: Arena<Scalar>

  /// Creates a tensor filled with zeros, and lets `body` fill it.
  public init(shape: Shape, filling body: (TensorRef<Scalar>) throws -> Void) rethrows {
    self.shape = shape
    storage = Arena(count: shape.count)
    try body(storage.view(0, shape))
  }

  /// Creates a tensor from its elements.
  ///
  /// - Precondition: `scalars.count == shape.count`.
  public init(shape: Shape, scalars: [Scalar]) {
    precondition(scalars.count == shape.count, "a tensor needs as many scalars as its shape counts")
    self.init(shape: shape) { $0.reshaped([scalars.count]).assign(scalars) }
  }

  /// Creates a tensor filled with one value.
  public init(repeating value: Scalar = .zero, shape: Shape) {
    self.init(shape: shape) { if value != .zero { $0.fill(value) } }
  }

  private init(shape: Shape, storage: Arena<Scalar>) {
    self.shape = shape
    self.storage = storage
  }

  /// Creates a tensor from the first elements of a block that nobody else writes to.
  package init(shape: Shape, taking arena: Arena<Scalar>) {
    precondition(shape.count <= arena.count, "the block holds the tensor")
    self.init(shape: shape, storage: arena)
  }

  /// The elements in row-major order, copied.
  public var scalars: [Scalar] { ref.toArray() }

  /// The same elements under another shape of the same count; storage is shared.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(shape.count == self.shape.count, "a reshaped tensor keeps its number of elements")
    return Tensor(shape: shape, storage: storage)
  }

  /// One element, by an index for every axis.
  public subscript(indices: Int...) -> Scalar {
    get { ref.reshaped([shape.count])[0, offset(indices)] }
    set {
      let position = offset(indices)
      withMutableRef { $0.reshaped([$0.count])[0, position] = newValue }
    }
  }

  /// The slice `index` along the first axis, copied, as a tensor of one axis less.
  public func row(_ index: Int) -> Tensor {
    let slice = ref.slices(index..<(index + 1)).reshaped(shape.droppingFirst())
    return Tensor(shape: slice.shape) { $0.assign(slice) }
  }

  /// A view to read from, valid as long as this tensor is alive and unchanged.
  package var ref: TensorRef<Scalar> { storage.view(0, shape) }

  /// Calls `body` with a view of the elements that must not be written through.
  public func withRef<Result>(_ body: (TensorRef<Scalar>) throws -> Result) rethrows -> Result {
    try withExtendedLifetime(storage) { try body(ref) }
  }

  /// Calls `body` with a view through which the elements can be written.
  public mutating func withMutableRef<Result>(
    _ body: (TensorRef<Scalar>) throws -> Result
  ) rethrows -> Result {
    if !isKnownUniquelyReferenced(&storage) {
      let copy = Arena<Scalar>(count: shape.count)
      copy.view(0, shape).assign(ref)
      storage = copy
    }
    let view = ref
    return try body(view)
  }

  private func offset(_ indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "an element needs one index per axis")
    return zip(indices, shape.dimensions).reduce(0) { offset, pair in
      precondition(pair.0 >= 0 && pair.0 < pair.1, "index out of range")
      return offset * pair.1 + pair.0
    }
  }
}

extension Tensor: Equatable {
  /// Whether shapes and all elements are equal.
  public static func == (left: Tensor, right: Tensor) -> Bool {
    left.shape == right.shape
      && left.withRef { left in
        right.withRef { right in
          (0..<left.count).allSatisfy {
            left.reshaped([left.count])[0, $0] == right.reshaped([right.count])[0, $0]
          }
        }
      }
  }
}
