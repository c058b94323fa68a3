import Foundation

/// The points and weights of Gauss and Legendre on the interval from 0 to 1.
///
/// *n* points integrate polynomials up to degree 2n − 1 exactly.
package struct GaussLegendre {
  /// Where the function is looked at.
  package let points: [Double]
  /// What each point counts.
  package let weights: [Double]

  /// Finds the zeros of the Legendre polynomial of degree `count` by Newton's method.
  package init(_ count: Int) {
    var (points, weights): ([Double], [Double]) = ([], [])
    for index in 0..<count {
      var x = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      var slope = 0.0
      for _ in 0..<100 {
        let (value, derivative) = Self.legendre(count, x)
        slope = derivative
        let step = value / derivative
        x -= step
        if abs(step) < 1e-15 { break }
      }
      points.append((1 - x) / 2)
      weights.append(1 / ((1 - x * x) * slope * slope))
    }
    (self.points, self.weights) = (points, weights)
  }

  /// The Legendre polynomial of a degree and its derivative, by the recurrence of three terms.
  private static func legendre(_ degree: Int, _ x: Double) -> (value: Double, derivative: Double) {
    var (value, before) = (1.0, 0.0)
    for number in 0..<degree {
      let n = Double(number)
      (value, before) = (((2 * n + 1) * x * value - n * before) / (n + 1), value)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}
