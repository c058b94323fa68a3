import UnrollTensor

/// The vectors along one axis of a value.
struct VectorAxis: Sendable {
  /// The length of a vector.
  let size: Int
  /// The number of vectors of a sample, and the sizes of the axes that they stand in.
  let count: Int
  let otherSizes: [Int]
  private let inner: Int

  init(_ shape: Shape, axis: Int) throws {
    let number = axis < 0 ? axis + shape.rank : axis
    try require(
      number > 0 && number < shape.rank, "axes must name axes after the batch", found: axis)
    var sizes = shape.dimensions
    size = sizes.remove(at: number)
    otherSizes = Array(sizes.dropFirst())
    count = otherSizes.reduce(1, *)
    inner = sizes[number...].reduce(1, *)
  }

  /// The place of an element of a vector.
  func place(_ sample: Int, _ vector: Int, _ index: Int) -> Int {
    let (outer, rest) = vector.quotientAndRemainder(dividingBy: inner)
    return ((sample * (count / inner) + outer) * size + index) * inner + rest
  }

  /// The least square of a length that a vector is divided by.
  private static let least: Float = 1e-14

  private func inverseLength(
    _ numbers: UnsafeMutablePointer<Float>, _ sample: Int, _ vector: Int
  ) -> Float {
    var sum: Float = 0
    for index in 0..<size {
      let value = numbers[place(sample, vector, index)]
      sum += value * value
    }
    return 1 / max(sum, Self.least).squareRoot()
  }

  /// Brings all vectors to length 1.
  func normalize(_ input: TensorRef<Float>, into output: TensorRef<Float>) {
    for sample in 0..<input.shape[0] {
      for vector in 0..<count {
        let factor = inverseLength(input.pointer, sample, vector)
        for index in 0..<size {
          let place = place(sample, vector, index)
          output.pointer[place] = factor * input.pointer[place]
        }
      }
    }
  }

  /// The gradient of vectors from that of the same vectors at length 1: (g − u (u·g)) / |x|.
  func unitGradient(
    of input: TensorRef<Float>, unit: TensorRef<Float>, _ gradient: TensorRef<Float>,
    into target: TensorRef<Float>
  ) {
    for sample in 0..<input.shape[0] {
      for vector in 0..<count {
        let factor = inverseLength(input.pointer, sample, vector)
        var along: Float = 0
        for index in 0..<size {
          let place = place(sample, vector, index)
          along += unit.pointer[place] * gradient.pointer[place]
        }
        for index in 0..<size {
          let place = place(sample, vector, index)
          target.pointer[place] =
            factor * (gradient.pointer[place] - unit.pointer[place] * along)
        }
      }
    }
  }
}
