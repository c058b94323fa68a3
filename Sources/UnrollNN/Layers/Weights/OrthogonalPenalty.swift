import UnrollTensor

/// The penalty of Keras's `OrthogonalRegularizer` on one matrix.
///
/// With the rows (or columns) v divided by their lengths, it is the factor times the mean of
/// |vᵢ · vⱼ| over all pairs i < j. Lengths count as 1e-7 at least, as in Keras, so that rows of
/// zeros stay zeros.
struct OrthogonalPenalty {
  private static let smallestLength = 1e-7

  private let mode: Regularizer.Mode
  /// The vectors that are compared, normalised.
  private let vectors: [[Double]]
  /// The length that each was divided by, and whether that was its own.
  private let lengths: [(length: Double, isOwn: Bool)]

  init(_ matrix: TensorRef<Float>, _ mode: Regularizer.Mode) {
    self.mode = mode
    let isRows = mode == .rows
    let (count, size) =
      isRows ? (matrix.rows, matrix.columns) : (matrix.columns, matrix.rows)
    let raw = (0..<count).map { vector in
      (0..<size).map { Double(isRows ? matrix[vector, $0] : matrix[$0, vector]) }
    }
    lengths = raw.map { vector in
      let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return (max(length, Self.smallestLength), length >= Self.smallestLength)
    }
    vectors = zip(raw, lengths).map { vector, length in vector.map { $0 / length.length } }
  }

  private var pairs: Double { Double(vectors.count) * (Double(vectors.count) - 1) / 2 }

  private func product(_ first: [Double], _ second: [Double]) -> Double {
    zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
  }

  func value(factor: Double) -> Double {
    var sum = 0.0
    for first in vectors.indices {
      for second in vectors.indices.dropFirst(first + 1) {
        sum += abs(product(vectors[first], vectors[second]))
      }
    }
    return factor * sum / pairs
  }

  /// Adds the gradient: that of the sum of products, taken back through the normalisation.
  func addGradient(factor: Double, into gradient: TensorRef<Float>) {
    let scale = factor / pairs
    for (index, vector) in vectors.enumerated() {
      var slope = [Double](repeating: 0, count: vector.count)
      for (other, neighbour) in vectors.enumerated() where other != index {
        let cosine = product(vector, neighbour)
        guard cosine != 0 else { continue }
        for place in slope.indices {
          slope[place] += cosine > 0 ? neighbour[place] : -neighbour[place]
        }
      }
      let along = lengths[index].isOwn ? product(slope, vector) : 0
      for place in slope.indices {
        let change = scale * (slope[place] - along * vector[place]) / lengths[index].length
        if mode == .rows {
          gradient[index, place] += Float(change)
        } else {
          gradient[place, index] += Float(change)
        }
      }
    }
  }
}
