import Foundation
import Testing
import UnrollInsight

@Suite("Gauss-Legendre quadrature")
struct GaussLegendreTests {
  @Test("is exact for polynomials of degree 2n − 1, and not of 2n", arguments: [1, 2, 3, 7, 16])
  func degrees(count: Int) {
    let rule = GaussLegendre(count)
    func integral(_ degree: Int) -> Double {
      zip(rule.points, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, Double(degree)) }
    }
    for degree in 0..<(2 * count) {
      #expect(abs(integral(degree) - 1 / Double(degree + 1)) < 1e-14, "degree \(degree)")
    }
    if count <= 7 {
      #expect(abs(integral(2 * count) - 1 / Double(2 * count + 1)) > 1e-10)
    }
  }
}
