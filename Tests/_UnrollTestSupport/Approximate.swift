public import UnrollTensor

/// How far a number may be from what is expected; it suffices that one of the measures holds.
public struct Tolerance: Sendable, Hashable {
  /// The number of representable numbers between the two.
  public var ulps: Int32 = 0
  /// The distance itself.
  public var absolute: Float = 0
  /// The distance as a part of the expected number.
  public var relative: Float = 0
  /// The distance as a part of the largest number of the expected tensor.
  public var scaled: Float = 0

  /// No distance at all.
  public static let exact = Tolerance()

  /// At most `count` steps from one representable number to the next.
  public static func ulps(_ count: Int32) -> Tolerance { Tolerance(ulps: count) }

  /// At most `distance`.
  public static func absolute(_ distance: Float) -> Tolerance { Tolerance(absolute: distance) }

  /// At most `part` of the expected number, or `absolute`, which matters for numbers close to zero.
  public static func relative(_ part: Float, absolute: Float = 0) -> Tolerance {
    Tolerance(absolute: absolute, relative: part)
  }

  /// At most `part` of the largest expected number: what sums of many terms can keep.
  public static func scaled(_ part: Float) -> Tolerance { Tolerance(scaled: part) }

  /// How many times over the tolerance the distance is: at most 1 when it is kept.
  fileprivate func excess(_ found: Float, _ expected: Float, largest: Float) -> Float {
    if found == expected || (found.isNaN && expected.isNaN) { return 0 }
    guard found.isFinite, expected.isFinite else { return .infinity }
    let steps = found.steps(to: expected)
    if steps <= Int64(ulps) { return Float(steps) / Float(ulps) }
    let allowed = max(absolute, relative * abs(expected), scaled * largest)
    return allowed > 0 ? abs(found - expected) / allowed : .infinity
  }
}

/// The element of a tensor that is furthest from what is expected, and how far.
public struct Deviation: Sendable, CustomStringConvertible {
  /// The index of the element, one number for each axis; empty when the shapes differ.
  public let index: [Int]
  /// The element.
  public let found: Float
  /// What it should be.
  public let expected: Float
  /// The largest number of the expected tensor.
  public let largest: Float
  /// How many elements are out of tolerance.
  public let count: Int
  fileprivate var shapes: String?

  /// Place, values and distances in one line.
  public var description: String {
    if let shapes { return shapes }
    let distance = abs(found - expected)
    return """
      \(count) out of tolerance, the worst at \(index): found \(found), expected \(expected), \
      off by \(distance) = \(found.steps(to: expected)) ulps \
      = \(distance / abs(expected)) of it = \(distance / largest) of the largest
      """
  }
}

/// The worst element of `found` that is further from `expected` than allowed; nil when all is well.
///
/// Meant for `#expect(deviation(y, expected, beyond: .ulps(2)) == nil)`, which prints the element.
///
/// - Parameters:
///   - found: the tensor under test.
///   - expected: what it should be.
///   - tolerance: how far elements may be apart.
/// - Returns: the worst element, or the shapes when they differ.
public func deviation(
  _ found: Tensor<Float>, _ expected: Tensor<Float>, beyond tolerance: Tolerance
) -> Deviation? {
  guard found.shape == expected.shape else {
    let shapes = "found shape \(found.shape), expected \(expected.shape)"
    return Deviation(
      index: [], found: .nan, expected: .nan, largest: .nan, count: found.shape.count,
      shapes: shapes)
  }
  let (values, targets) = (found.scalars, expected.scalars)
  let largest = targets.filter(\.isFinite).reduce(Float(0)) { max($0, abs($1)) }
  let excesses = zip(values, targets).map { tolerance.excess($0, $1, largest: largest) }
  guard let worst = excesses.indices.max(by: { excesses[$0] < excesses[$1] }),
    excesses[worst] > 1
  else { return nil }
  return Deviation(
    index: found.shape.indices(ofElement: worst), found: values[worst], expected: targets[worst],
    largest: largest, count: excesses.count { $0 > 1 })
}

extension Shape {
  /// The index along every axis of the element at `position` in row-major order.
  fileprivate func indices(ofElement position: Int) -> [Int] {
    var (rest, indices) = (position, [Int]())
    for size in dimensions.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return indices.reversed()
  }
}

extension Float {
  /// The number of representable numbers from this one to another.
  public func steps(to other: Float) -> Int64 { abs(ordinal - other.ordinal) }

  /// The place among all representable numbers in order, both zeros being 0.
  private var ordinal: Int64 {
    let magnitude = Int64(bitPattern & 0x7FFF_FFFF)
    return sign == .minus ? -magnitude : magnitude
  }
}
