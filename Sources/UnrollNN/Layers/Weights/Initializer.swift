package import UnrollTensor

/// How a fresh weight is filled, as Keras's initialisers do it.
///
/// The numbers come from Unroll's own random source: the distributions are Keras's, the samples
/// are not.
public enum Initializer: Sendable, Equatable {
  /// All zeros.
  case zeros
  /// All ones.
  case ones
  /// One value.
  case constant(Float)
  /// Uniform between two values.
  case randomUniform(minimum: Float = -0.05, maximum: Float = 0.05)
  /// A normal distribution.
  case randomNormal(mean: Float = 0, standardDeviation: Float = 0.05)
  /// A normal distribution without what lies further out than two standard deviations.
  case truncatedNormal(mean: Float = 0, standardDeviation: Float = 0.05)
  /// Uniform with variance 2 / (fan-in + fan-out) (Glorot and Bengio, 2010).
  case glorotUniform
  /// Truncated normal with variance 2 / (fan-in + fan-out).
  case glorotNormal
  /// Uniform with variance 2 / fan-in (He et al., 2015).
  case heUniform
  /// Truncated normal with variance 2 / fan-in.
  case heNormal
  /// Uniform with variance 1 / fan-in (LeCun et al., 1998).
  case lecunUniform
  /// Truncated normal with variance 1 / fan-in.
  case lecunNormal
  /// A distribution with the variance scale / fan: what the six before are cases of.
  case varianceScaling(VarianceScaling = VarianceScaling())
  /// Rows or columns of a random orthogonal matrix (Saxe et al., 2013).
  case orthogonal(gain: Float = 1)
  /// The identity matrix.
  case identity(gain: Float = 1)
  /// The bias of an LSTM: `bias` for the gates i, c and o, ones for the forget gate.
  indirect case unitForget(bias: Initializer)
  /// Another one with Keras's seed, which is kept for its files: here the numbers follow from the
  /// seed of the model.
  indirect case seeded(Initializer, seed: JSONValue)

  /// Checks that weights of a shape can be filled.
  ///
  /// - Throws: `UnrollError` that says what shape is needed.
  func check(_ shape: Shape) throws {
    func need(_ isMet: Bool, _ name: String, _ expected: String) throws {
      guard !isMet else { return }
      throw UnrollError(
        .shapeMismatch, "the initializer \(name) cannot fill the weight", expected: expected,
        found: shape.description)
    }
    switch self {
    case .orthogonal: try need(shape.rank >= 2, "Orthogonal", "two axes or more")
    case .identity: try need(shape.rank == 2, "Identity", "two axes")
    case .varianceScaling(let scaling): try scaling.check(shape)
    case .unitForget(let bias): try bias.check(shape)
    case .seeded(let initializer, _): try initializer.check(shape)
    default: break
    }
  }

  /// The rule behind the initialisers that are named after people.
  private var scaling: VarianceScaling? {
    switch self {
    case .glorotUniform: .init(mode: .average, distribution: .uniform)
    case .glorotNormal: .init(mode: .average)
    case .heUniform: .init(scale: 2, distribution: .uniform)
    case .heNormal: .init(scale: 2)
    case .lecunUniform: .init(distribution: .uniform)
    case .lecunNormal: .init()
    case .varianceScaling(let scaling): scaling
    case .seeded(let initializer, _): initializer.scaling
    default: nil
    }
  }

  /// The values of a fresh weight of `shape`, in row-major order.
  package func values(_ shape: Shape, _ random: inout RandomSource) -> [Float] {
    if let scaling { return scaling.values(shape, &random) }
    switch self {
    case .zeros: return fill(shape) { 0 }
    case .ones: return fill(shape) { 1 }
    case .constant(let value): return fill(shape) { value }
    case .randomUniform(let low, let high):
      return fill(shape) { low + (high - low) * Float(random.uniform()) }
    case .randomNormal(let mean, let deviation):
      return fill(shape) { mean + deviation * Float(random.normal()) }
    case .truncatedNormal(let mean, let deviation):
      return fill(shape) { mean + deviation * Float(random.truncatedNormal()) }
    case .orthogonal(let gain):
      return Self.orthogonal(shape, &random).map { gain * Float($0) }
    case .identity(let gain):
      return (0..<shape.count).map { $0 / shape.columns == $0 % shape.columns ? gain : 0 }
    case .unitForget(let bias):
      var values = bias.values(shape, &random)
      let units = shape.columns / 4
      for index in units..<(2 * units) { values[index] = 1 }
      return values
    case .seeded(let initializer, _): return initializer.values(shape, &random)
    default: preconditionFailure("scaled variances have values of their own")
    }
  }

  private func fill(_ shape: Shape, _ value: () -> Float) -> [Float] {
    (0..<shape.count).map { _ in value() }
  }

  /// Orthonormal columns (or rows, if there are fewer) by Gram–Schmidt on normal numbers.
  private static func orthogonal(_ shape: Shape, _ random: inout RandomSource) -> [Double] {
    let (rows, columns) = (shape.rows, shape.columns)
    let (length, count) = (max(rows, columns), min(rows, columns))
    var vectors: [[Double]] = []
    while vectors.count < count {
      var vector = (0..<length).map { _ in random.normal() }
      // Twice is enough (Kahan and Parlett): the second pass removes the first one's rounding.
      for _ in 0..<2 {
        for other in vectors {
          let projection = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
          for index in 0..<length { vector[index] -= projection * other[index] }
        }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      if norm > 1e-9 { vectors.append(vector.map { $0 / norm }) }
    }
    return (0..<(rows * columns)).map { index in
      let (row, column) = (index / columns, index % columns)
      return rows >= columns ? vectors[column][row] : vectors[row][column]
    }
  }
}
