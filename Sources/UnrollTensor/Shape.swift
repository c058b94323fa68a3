/// The sizes of a tensor's axes, outermost first.
///
/// Dimension letters used throughout Unroll: **B** batch (rows), **T** time (steps),
/// **F** features (columns of an input), **U** units (columns of a state), **G** gates.
///
/// At most ``maximumRank`` axes are stored inline, so that making a view never allocates.
public struct Shape: Hashable, Sendable {
  /// The largest number of axes that a shape can hold.
  public static let maximumRank = 8

  @usableFromInline var sizes: SIMD8<Int>
  /// The number of axes.
  public internal(set) var rank: Int

  /// Creates a shape from its sizes.
  ///
  /// - Precondition: at most ``maximumRank`` sizes, none negative.
  public init(_ sizes: some Sequence<Int>) {
    self.sizes = .zero
    self.rank = 0
    for size in sizes { append(size) }
  }

  /// The size of one axis; negative indices count from the last.
  public subscript(axis: Int) -> Int {
    get { sizes[checked(axis)] }
    set { sizes[checked(axis)] = newValue }
  }

  /// The number of elements: the product of all sizes, 1 for a scalar; the largest integer for a
  /// product that is no integer.
  @inlinable
  public var count: Int { product(0..<rank) }

  /// The size of the last axis, 1 for a scalar.
  @inlinable
  public var columns: Int { rank == 0 ? 1 : sizes[rank - 1] }

  /// The number of elements divided by ``columns``: all leading axes taken as one.
  @inlinable
  public var rows: Int { product(0..<Swift.max(rank - 1, 0)) }

  @inlinable
  func product(_ axes: Range<Int>) -> Int {
    var product = 1
    for axis in axes {
      let (next, isTooLarge) = product.multipliedReportingOverflow(by: sizes[axis])
      product = isTooLarge ? .max : next
    }
    return product
  }

  /// The sizes as an array.
  public var dimensions: [Int] { (0..<rank).map { sizes[$0] } }

  /// The shape without its first axis.
  public func droppingFirst() -> Shape { Shape(dimensions.dropFirst()) }

  /// The shape without its last axis.
  public func droppingLast() -> Shape { Shape(dimensions.dropLast()) }

  /// The shape with the first axis, usually the batch, replaced.
  public func withFirst(_ size: Int) -> Shape {
    var copy = self
    if rank > 0 { copy[0] = size }
    return copy
  }

  /// The shape with the last axis replaced.
  public func withLast(_ size: Int) -> Shape {
    var copy = self
    if rank > 0 { copy[rank - 1] = size }
    return copy
  }

  private mutating func append(_ size: Int) {
    precondition(rank < Self.maximumRank, "a shape holds at most \(Self.maximumRank) axes")
    precondition(size >= 0, "the size of an axis must not be negative")
    sizes[rank] = size
    rank += 1
  }

  private func checked(_ axis: Int) -> Int {
    let index = axis < 0 ? axis + rank : axis
    precondition(index >= 0 && index < rank, "axis out of range")
    return index
  }
}

extension Shape: ExpressibleByArrayLiteral {
  /// Creates a shape from a literal such as `[32, 400, 300]`.
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The sizes as `[32, 400, 300]`.
  public var description: String { "\(dimensions)" }
}
