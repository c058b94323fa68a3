import Foundation

/// The plane through points on which they spread the most: the first two principal components.
///
/// The eigenvectors of the scatter matrix, found by subspace iteration with the Rayleigh-Ritz method
/// on a block that is larger than two, so that two eigenvalues close to each other do not slow it.
package struct PrincipalPlane {
  /// The places of the points on the plane.
  package private(set) var places: [(x: Double, y: Double)] = []
  /// The shares of the variance that both directions explain.
  package private(set) var explained: [Double] = [0, 0]

  private static let block = 8
  private static let mostRounds = 1000
  private static let tolerance = 1e-12

  /// Finds the plane.
  ///
  /// - Parameter points: points of one dimension.
  package init(_ points: [[Double]]) {
    places = points.map { _ in (0, 0) }
    guard let dimension = points.first?.count, dimension > 0, points.count > 1 else { return }
    let centred = Self.centred(points)
    let total = centred.reduce(0) { $0 + Self.dot($1, $1) }
    guard total > 0 else { return }
    let (vectors, values) = Self.eigenvectors(centred, dimension)
    let axes = vectors.prefix(2).map(Self.signed)
    explained = (0..<2).map { $0 < values.count ? max(0, values[$0]) / total : 0 }
    places = centred.map { point in
      (Self.dot(point, axes[0]), axes.count > 1 ? Self.dot(point, axes[1]) : 0)
    }
  }

  private static func centred(_ points: [[Double]]) -> [[Double]] {
    var mean = [Double](repeating: 0, count: points[0].count)
    for point in points { for (index, value) in point.enumerated() { mean[index] += value } }
    mean = mean.map { $0 / Double(points.count) }
    return points.map { zip($0, mean).map(-) }
  }

  /// The leading eigenvectors of Σ p·pᵀ and their eigenvalues, the largest first.
  private static func eigenvectors(
    _ points: [[Double]], _ dimension: Int
  ) -> (vectors: [[Double]], values: [Double]) {
    let count = min(block, dimension)
    var basis = orthonormal((0..<count).map { start($0, dimension) })
    var values = [Double](repeating: 0, count: count)
    for _ in 0..<mostRounds {
      let images = basis.map { scatter(points, $0) }
      let small = basis.map { vector in images.map { dot(vector, $0) } }
      let rotation = JacobiRotation(small)
      basis = rotation.combine(basis)
      values = rotation.values
      let turned = rotation.combine(images)
      // How far the two vectors are from being eigenvectors.
      let rest = zip(zip(turned, basis), values).prefix(2).reduce(0.0) { sum, element in
        let ((image, vector), value) = element
        let away = zip(image, vector).map { $0 - value * $1 }
        return sum + dot(away, away)
      }
      if rest <= tolerance * tolerance * values[0] * values[0] { break }
      basis = orthonormal(turned)
    }
    return (basis, values)
  }

  /// Σ p·(pᵀ·v).
  private static func scatter(_ points: [[Double]], _ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: vector.count)
    for point in points {
      let share = dot(point, vector)
      for index in result.indices { result[index] += share * point[index] }
    }
    return result
  }

  /// A fixed vector to start with, not orthogonal to anything in particular.
  private static func start(_ number: Int, _ dimension: Int) -> [Double] {
    (0..<dimension).map { cos(Double(($0 + 1) * (number + 1)) * 1.6180339887) }
  }

  /// Gram and Schmidt, twice over; what is left of a dependent vector is replaced by a unit vector.
  private static func orthonormal(_ vectors: [[Double]]) -> [[Double]] {
    var basis: [[Double]] = []
    for vector in vectors {
      let candidates = [vector] + vector.indices.map { unit($0, vector.count) }
      for candidate in candidates {
        var rest = candidate
        for _ in 0..<2 {
          for known in basis {
            let share = dot(rest, known)
            rest = zip(rest, known).map { $0 - share * $1 }
          }
        }
        let length = dot(rest, rest).squareRoot()
        if length > 1e-10 * max(1e-300, dot(candidate, candidate).squareRoot()) {
          basis.append(rest.map { $0 / length })
          break
        }
      }
    }
    return basis
  }

  private static func unit(_ place: Int, _ dimension: Int) -> [Double] {
    (0..<dimension).map { $0 == place ? 1 : 0 }
  }

  /// The direction whose largest element is positive, so that a map looks the same each time.
  private static func signed(_ vector: [Double]) -> [Double] {
    let largest = vector.max { abs($0) < abs($1) } ?? 0
    return largest < 0 ? vector.map { -$0 } : vector
  }

  private static func dot(_ left: [Double], _ right: [Double]) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
}
