import Unroll
import UnrollNN
import UnrollTensor
import UnrollText

/// Random numbers of the standard normal distribution.
func normal(_ shape: Shape, seed: UInt64) -> Tensor<Float> {
  var random = RandomSource(seed: seed)
  return Tensor(shape: shape, scalars: (0..<shape.count).map { _ in Float(random.normal()) })
}

extension Model {
  /// The same model, its weights drawn anew and large enough to matter; moving variances stay
  /// positive.
  func withRandomWeights(seed: UInt64, scale: Float = 0.5) throws -> Model {
    let values = parameters.parameters.enumerated().map { index, parameter -> Tensor<Float> in
      let numbers = normal(parameter.shape, seed: seed + UInt64(index)).scalars
      let isVariance = parameter.name == "moving_variance"
      return Tensor(
        shape: parameter.shape, scalars: numbers.map { isVariance ? 0.5 + abs($0) : scale * $0 })
    }
    try parameters.replaceAll(values)
    return self
  }
}

/// A text model on few words, with random vectors.
func smallPipeline(
  length: Int = 8, features: Int = 4, labels: [String] = ["no", "yes"],
  @LayerBuilder layers: () -> [LayerEntry]
) throws -> TextPipeline {
  let words = ["good", "bad", "film", ".", "the", "a", "not", "``", "''"]
  let table = VectorTable(normal([words.count, features], seed: 3))
  let vectors = try WordVectors(vocabulary: Vocabulary(words), table: table)
  let model = try Model(input: .features(time: length, size: features), seed: 4, layers)
    .withRandomWeights(seed: 5)
  return try TextPipeline(TextEncoder(vectors: vectors, length: length), model, labels: labels)
}

/// The usual network of such a text model.
@LayerBuilder func smallNetwork() -> [LayerEntry] {
  LSTM(5, returnSequences: true)
  Dropout(0.5)
  GlobalMaxPooling1D()
  Dense(1, activation: .sigmoid)
}
