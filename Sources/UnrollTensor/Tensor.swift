/// A scalar that tensors can hold.
public protocol TensorScalar: Hashable, Sendable, BitwiseCopyable {
  /// The value that fresh memory is filled with.
  static var zero: Self { get }
}

extension Float: TensorScalar {}
extension Int32: TensorScalar {}
extension UInt8: TensorScalar {}

/// A dense array in row-major order: the type in which numbers enter and leave Unroll.
///
/// Copies share storage until one of them is changed. Inside a pass, layers work on
/// ``TensorRef`` views instead.
public struct Tensor<Scalar: TensorScalar>: Equatable, Sendable {
  /// The sizes of the axes.
  public private(set) var shape: Shape
  /// The elements in row-major order; `scalars.count == shape.count`.
  public private(set) var scalars: [Scalar]

  /// Creates a tensor over existing elements.
  ///
  /// - Precondition: `scalars.count == shape.count`.
  public init(shape: Shape, scalars: [Scalar]) {
    precondition(scalars.count == shape.count, "a tensor needs as many scalars as its shape counts")
    self.shape = shape
    self.scalars = scalars
  }

  /// Creates a tensor filled with one value.
  public init(repeating value: Scalar = .zero, shape: Shape) {
    self.init(shape: shape, scalars: Array(repeating: value, count: shape.count))
  }

  /// The same elements under another shape of the same count.
  public func reshaped(_ shape: Shape) -> Tensor { Tensor(shape: shape, scalars: scalars) }

  /// One element, by an index for every axis.
  public subscript(indices: Int...) -> Scalar {
    get { scalars[offset(indices)] }
    set { scalars[offset(indices)] = newValue }
  }

  /// The slice `index` along the first axis, as a tensor of one axis less.
  public func row(_ index: Int) -> Tensor {
    let inner = shape.droppingFirst()
    let start = index * inner.count
    return Tensor(shape: inner, scalars: Array(scalars[start..<(start + inner.count)]))
  }

  /// Calls `body` with a view of the elements that must not be written through.
  public func withRef<Result>(_ body: (TensorRef<Scalar>) throws -> Result) rethrows -> Result {
    try scalars.withUnsafeBufferPointer { buffer in
      try body(TensorRef(base: UnsafeMutablePointer(mutating: buffer.baseAddress), shape: shape))
    }
  }

  /// Calls `body` with a view through which the elements can be written.
  public mutating func withMutableRef<Result>(
    _ body: (TensorRef<Scalar>) throws -> Result
  ) rethrows -> Result {
    let shape = self.shape
    return try scalars.withUnsafeMutableBufferPointer { buffer in
      try body(TensorRef(base: buffer.baseAddress, shape: shape))
    }
  }

  private func offset(_ indices: [Int]) -> Int {
    precondition(indices.count == shape.rank, "an element needs one index per axis")
    return zip(indices, shape.dimensions).reduce(0) { offset, pair in
      precondition(pair.0 >= 0 && pair.0 < pair.1, "index out of range")
      return offset * pair.1 + pair.0
    }
  }
}
