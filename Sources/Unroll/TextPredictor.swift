import UnrollNN
import UnrollTensor
import UnrollText

/// Scores texts with fixed weights; may be used from any number of threads at once.
public struct TextPredictor: Sendable {
  let encoder: TextEncoder
  let predictor: Predictor
  let labels: [String]
  let threads: Int?

  /// Scores texts.
  ///
  /// - Parameter texts: any texts; words without a vector are left out.
  /// - Returns: a prediction for each text, in order.
  /// - Throws: `UnrollError` if the network does not fit the vectors.
  public func predict(_ texts: [String]) throws -> [TextPrediction] {
    guard !texts.isEmpty, let vectors = encoder.vectors else { return [] }
    let encoded = try encoder.encode(
      texts, labels: Array(repeating: 0, count: texts.count), threads: threads)
    let outputs = try predictor.predict(TextDataset(encoded, vectors: vectors))
    return (0..<texts.count).map { TextPrediction(outputs.row($0).scalars, labels) }
  }
}

/// What a text model says of one text.
public struct TextPrediction: Sendable, Equatable {
  /// The probability of the second label for a model with one output, else that of ``label``.
  public let score: Float
  /// The likeliest label.
  public let label: String
  /// All outputs of the network.
  public let outputs: [Float]

  init(_ outputs: [Float], _ labels: [String]) {
    self.outputs = outputs
    if outputs.count == 1 {
      score = outputs[0]
      label = outputs[0] > 0.5 ? labels[1] : labels[0]
    } else {
      let best = outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
      score = outputs[best]
      label = labels[best]
    }
  }
}
