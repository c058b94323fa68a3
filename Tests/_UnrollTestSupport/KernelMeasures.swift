import Foundation
public import UnrollTensor

/// The element of a result that lies farthest from the exact value.
public struct WorstElement: CustomStringConvertible, Sendable {
  /// The distance, in the unit of the measure.
  public private(set) var error = 0.0
  /// Where the element stands, and what was found and expected there.
  public private(set) var description = "no error"

  /// Compares results with exact values by a measure of their distance.
  public init(
    _ found: [Float], _ expected: [Double], measure: (Float, Double) -> Double = ulpError
  ) {
    guard found.count == expected.count else {
      (error, description) = (.infinity, "\(found.count) elements instead of \(expected.count)")
      return
    }
    for index in found.indices {
      let distance = measure(found[index], expected[index])
      if distance <= error { continue }
      error = distance.isNaN ? .infinity : distance
      description =
        "element \(index): \(found[index]) instead of \(expected[index]), off by \(error)"
    }
  }
}

/// The distance of a float from the exact value, in units of the last place of that value.
///
/// Values that a float cannot hold count as the infinity that they round to.
public func ulpError(_ found: Float, _ exact: Double) -> Double {
  if exact.isNaN { return found.isNaN ? 0 : .infinity }
  let rounded = Float(exact)
  if found == rounded { return 0 }
  if rounded.isInfinite || !found.isFinite { return .infinity }
  return abs(Double(found) - exact) / Double(rounded.ulp)
}

/// The distance of a float from the exact value, relative to 1 or to the value if it is larger.
public func scaledError(_ found: Float, _ exact: Double) -> Double {
  if exact.isNaN { return found.isNaN ? 0 : .infinity }
  return abs(Double(found) - exact) / max(1, abs(exact))
}

extension RandomSource {
  /// Random floats, even between the bounds.
  public mutating func floats(_ count: Int, in range: ClosedRange<Double> = -1...1) -> [Float] {
    (0..<count).map { _ in
      Float(range.lowerBound + uniform() * (range.upperBound - range.lowerBound))
    }
  }
}

extension Collection<Float> {
  /// The same numbers in double precision.
  public var doubles: [Double] { map(Double.init) }
}
