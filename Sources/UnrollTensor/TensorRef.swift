/// An unowned view of numbers in somebody else's memory, valid during one call.
///
/// The only pointer type of Unroll outside the C targets. A view is a matrix of
/// ``Shape/rows`` rows whose starts lie ``stride`` elements apart, which lets a layer write
/// beside another one (the two halves of a bidirectional output) without a copy.
///
/// `@unchecked Sendable`: the shards of one batch work on disjoint views in parallel; whoever
/// hands views out (`Workspace`, `ParameterStore`) guarantees that writes do not overlap.
public struct TensorRef<Scalar: TensorScalar>: @unchecked Sendable {
  /// The first element; nil only for a view of nothing.
  @usableFromInline let base: UnsafeMutablePointer<Scalar>?
  /// The sizes of the axes.
  public let shape: Shape
  /// The distance between the starts of neighbouring rows, in elements; at least the columns.
  public let stride: Int

  /// Creates a view; rows are contiguous unless `stride` says otherwise.
  @inlinable
  public init(base: UnsafeMutablePointer<Scalar>?, shape: Shape, stride: Int? = nil) {
    precondition(base != nil || shape.count == 0, "a view of elements needs memory")
    self.base = base
    self.shape = shape
    self.stride = stride ?? shape.columns
  }

  /// The number of elements in view.
  @inlinable public var count: Int { shape.count }
  /// The number of rows, all leading axes taken as one.
  @inlinable public var rows: Int { shape.rows }
  /// The number of elements of a row.
  @inlinable public var columns: Int { shape.columns }
  /// Whether the elements lie one after another.
  @inlinable public var isContiguous: Bool { stride == columns || rows <= 1 }

  /// The address for a C kernel; do not keep it.
  @inlinable
  public var pointer: UnsafeMutablePointer<Scalar> {
    guard let base else { preconditionFailure("a view of nothing has no address") }
    return base
  }

  /// One element by row and column.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the view")
      return pointer[row * stride + column]
    }
    nonmutating set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the view")
      pointer[row * stride + column] = newValue
    }
  }

  /// Calls `body` with the elements of a contiguous view, in bounds-checked form.
  public func withSpan<Result>(_ body: (Span<Scalar>) throws -> Result) rethrows -> Result {
    precondition(isContiguous, "only contiguous views are spans")
    return try body(UnsafeBufferPointer(start: base, count: count).span)
  }

  /// The same memory under another shape.
  ///
  /// - Precondition: the view is contiguous, or only leading axes change.
  public func reshaped(_ shape: Shape) -> TensorRef {
    precondition(shape.count == count, "a reshaped view keeps its number of elements")
    precondition(isContiguous || shape.columns == columns, "only contiguous views change columns")
    return TensorRef(base: base, shape: shape, stride: isContiguous ? nil : stride)
  }

  /// The same view as a matrix: all leading axes taken as one.
  public var flattened: TensorRef { reshaped([rows, columns]) }
  /// The elements of a contiguous view as one row.
  public var flat: TensorRef { reshaped([count]) }

  /// A view of no elements.
  public static var nothing: TensorRef { TensorRef(base: nil, shape: [0]) }

  /// The columns `range` of every row.
  public func columns(_ range: Range<Int>) -> TensorRef {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns outside the view")
    return TensorRef(
      base: base.map { $0 + range.lowerBound }, shape: shape.withLast(range.count), stride: stride)
  }

  /// The slices `range` along the first axis.
  public func slices(_ range: Range<Int>) -> TensorRef {
    precondition(range.lowerBound >= 0 && range.upperBound <= shape[0], "slices outside the view")
    let rowsPerSlice = shape[0] == 0 ? 0 : rows / shape[0]
    let start = shape.rank == 1 ? range.lowerBound : range.lowerBound * rowsPerSlice * stride
    return TensorRef(
      base: base.map { $0 + start }, shape: shape.withFirst(range.count),
      stride: shape.rank == 1 ? range.count : stride)
  }

  /// Sets every element to `value`.
  @inlinable
  public func fill(_ value: Scalar) {
    if isContiguous && count > 0 {
      pointer.update(repeating: value, count: count)
      return
    }
    for row in 0..<rows where columns > 0 {
      (pointer + row * stride).update(repeating: value, count: columns)
    }
  }

  /// Copies the elements of a view with as many rows and columns.
  @inlinable
  public func assign(_ other: TensorRef) {
    precondition(other.count == count && other.columns == columns, "copies keep their shape")
    guard count > 0, base != other.base || stride != other.stride else { return }
    if isContiguous && other.isContiguous {
      pointer.update(from: other.pointer, count: count)
      return
    }
    for row in 0..<rows {
      (pointer + row * stride).update(from: other.pointer + row * other.stride, count: columns)
    }
  }

  /// Copies the elements of a contiguous view from an array of the same count.
  public func assign(_ scalars: [Scalar]) {
    precondition(isContiguous && scalars.count == count, "copies keep their shape")
    scalars.withUnsafeBufferPointer { buffer in
      if let source = buffer.baseAddress { pointer.update(from: source, count: count) }
    }
  }

  /// The elements as an array, row after row.
  public func toArray() -> [Scalar] {
    var result: [Scalar] = []
    result.reserveCapacity(count)
    for row in 0..<rows where columns > 0 {
      result.append(contentsOf: UnsafeBufferPointer(start: pointer + row * stride, count: columns))
    }
    return result
  }
}

extension TensorRef where Scalar == Float {
  /// Adds the elements of a view with as many rows and columns.
  public func add(_ other: TensorRef) {
    precondition(other.count == count && other.columns == columns, "sums keep their shape")
    for row in 0..<rows where columns > 0 {
      let (target, source) = (pointer + row * stride, other.pointer + row * other.stride)
      for column in 0..<columns { target[column] += source[column] }
    }
  }
}
