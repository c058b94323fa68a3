/// One aligned block of memory that views are cut from.
///
/// `@unchecked Sendable`: the block itself never changes owner or size; who may write which part
/// is decided by the plan that hands out the views.
public final class Arena<Scalar: TensorScalar>: @unchecked Sendable {
  /// The alignment of the block in bytes: a cache line, and the widest vector register.
  public static var alignment: Int { 64 }

  private let base: UnsafeMutablePointer<Scalar>
  /// The number of elements in the block.
  public let count: Int

  /// Allocates `count` elements, all zero.
  public init(count: Int) {
    self.count = count
    let bytes = max(count, 1) * MemoryLayout<Scalar>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    base = raw.bindMemory(to: Scalar.self, capacity: max(count, 1))
    base.initialize(repeating: .zero, count: max(count, 1))
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  /// A view of `shape` that starts at element `offset`.
  ///
  /// - Precondition: the view lies inside the block.
  public func view(_ offset: Int, _ shape: Shape) -> TensorRef<Scalar> {
    precondition(offset >= 0 && offset + shape.count <= count, "the view leaves its arena")
    return TensorRef(base: base + offset, shape: shape)
  }

  /// A view of the whole block as one row.
  public var whole: TensorRef<Scalar> { view(0, [count]) }
}
