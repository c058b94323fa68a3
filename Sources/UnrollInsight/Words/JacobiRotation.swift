/// The eigenvectors of a small symmetric matrix by Jacobi's rotations.
package struct JacobiRotation {
  /// The eigenvalues, the largest first.
  package let values: [Double]
  /// For each eigenvalue its vector.
  package let vectors: [[Double]]

  /// Turns the matrix until it is diagonal.
  package init(_ symmetric: [[Double]]) {
    let size = symmetric.count
    var matrix = symmetric
    var columns = (0..<size).map { row in (0..<size).map { $0 == row ? 1.0 : 0 } }
    for _ in 0..<64 {
      var outside = 0.0
      for row in 0..<size {
        for column in 0..<size where row < column {
          outside += matrix[row][column] * matrix[row][column]
          Self.rotate(&matrix, &columns, row, column)
        }
      }
      if outside == 0 { break }
    }
    let order = (0..<size).sorted { matrix[$0][$0] > matrix[$1][$1] }
    values = order.map { matrix[$0][$0] }
    vectors = order.map { place in columns.map { $0[place] } }
  }

  /// Makes the element at a row and column zero.
  private static func rotate(
    _ matrix: inout [[Double]], _ columns: inout [[Double]], _ p: Int, _ q: Int
  ) {
    let element = matrix[p][q]
    guard abs(element) > 1e-300 else {
      (matrix[p][q], matrix[q][p]) = (0, 0)
      return
    }
    let theta = (matrix[q][q] - matrix[p][p]) / (2 * element)
    let sign = theta < 0 ? -1.0 : 1
    let tangent = sign / (abs(theta) + (theta * theta + 1).squareRoot())
    let cosine = 1 / (tangent * tangent + 1).squareRoot()
    let sine = tangent * cosine
    for index in matrix.indices {
      let (left, right) = (matrix[index][p], matrix[index][q])
      (matrix[index][p], matrix[index][q]) = (
        cosine * left - sine * right, sine * left + cosine * right
      )
    }
    for index in matrix.indices {
      let (left, right) = (matrix[p][index], matrix[q][index])
      (matrix[p][index], matrix[q][index]) = (
        cosine * left - sine * right, sine * left + cosine * right
      )
    }
    (matrix[p][q], matrix[q][p]) = (0, 0)
    for index in columns.indices {
      let (left, right) = (columns[index][p], columns[index][q])
      (columns[index][p], columns[index][q]) = (
        cosine * left - sine * right, sine * left + cosine * right
      )
    }
  }

  /// The combinations of vectors that the eigenvectors name.
  func combine(_ basis: [[Double]]) -> [[Double]] {
    vectors.map { shares in
      var result = [Double](repeating: 0, count: basis.first?.count ?? 0)
      for (share, vector) in zip(shares, basis) {
        for index in result.indices { result[index] += share * vector[index] }
      }
      return result
    }
  }
}
