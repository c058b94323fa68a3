public import UnrollTensor

/// The memory of one test: views with guard elements around them.
///
/// Views do not own what they show, so a test keeps this object until it has asked ``isIntact``.
public final class GuardedMemory {
  private var checks: [() -> Bool] = []

  /// Creates memory without any views.
  public init() {}

  /// Whether every element outside of the views is as it was.
  public var isIntact: Bool { checks.allSatisfy { $0() } }

  /// A view of `shape.count` elements that start out as `marker`.
  public func empty<Scalar: TensorScalar>(_ shape: Shape, marker: Scalar) -> TensorRef<Scalar> {
    let margin = 64
    // One element off the alignment of vectors.
    let start = margin + 1
    let arena = Arena<Scalar>(count: start + shape.count + margin)
    arena.whole.fill(marker)
    checks.append {
      let (before, after) = (arena.view(0, [start]), arena.view(start + shape.count, [margin]))
      return (before.toArray() + after.toArray()).allSatisfy { $0 == marker }
    }
    return arena.view(start, shape)
  }

  /// A view of floats that start out as a number that no kernel computes.
  public func empty(_ shape: Shape) -> TensorRef<Float> { empty(shape, marker: Self.marker) }

  /// A view of a copy of `scalars`.
  public func view<Scalar: TensorScalar>(
    _ scalars: [Scalar], _ shape: Shape, marker: Scalar
  ) -> TensorRef<Scalar> {
    let copy = empty(shape, marker: marker)
    copy.assign(scalars)
    return copy
  }

  /// A view of a copy of `scalars`, by default as one row.
  public func view(_ scalars: [Float], _ shape: Shape? = nil) -> TensorRef<Float> {
    view(scalars, shape ?? [scalars.count], marker: Self.marker)
  }

  /// A view of a copy of `scalars`, by default as one row.
  public func integers(_ scalars: [Int32], _ shape: Shape? = nil) -> TensorRef<Int32> {
    view(scalars, shape ?? [scalars.count], marker: -77)
  }

  /// A view of a copy of `scalars`, by default as one row.
  public func bytes(_ scalars: [UInt8], _ shape: Shape? = nil) -> TensorRef<UInt8> {
    view(scalars, shape ?? [scalars.count], marker: 0xA5)
  }

  /// What surrounds views of floats.
  public static let marker = Float(-12_345.678)
}
