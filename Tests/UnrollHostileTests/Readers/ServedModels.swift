import Unroll
import UnrollNN
import UnrollText

@testable import UnrollServer

/// Small models of every kind that the server knows.
enum ServedModels {
  static let all = Result {
    [
      try ServedModel(name: "text", version: 1, pipeline: text(), explainer: nil),
      try ServedModel(name: "vector", version: 1, model: vector()),
      try ServedModel(name: "sequence", version: 1, model: sequence()),
      try ServedModel(name: "tokens", version: 1, model: tokens()),
      try ServedModel(name: "pair", version: 1, model: pair()),
    ]
  }

  private static func text() throws -> TextPipeline {
    let words = Vocabulary(["good", "bad", "film", ".", "n't", "dull"])
    let table = VectorTable(
      Tensor(shape: [6, 4], scalars: (0..<24).map { Float($0 % 7) / 7 - 0.4 }))
    let encoder = TextEncoder(vectors: try WordVectors(vocabulary: words, table: table), length: 5)
    let model = try Model(input: .features(time: 5, size: 4), seed: 3) {
      LSTM(3, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
    return try TextPipeline(encoder, model)
  }

  private static func vector() throws -> Model {
    try Model(input: .vector(3), seed: 5) { Dense(2) }
  }

  private static func sequence() throws -> Model {
    try Model(input: .features(time: nil, size: 2), seed: 6) {
      LSTM(3)
      Dense(1)
    }
  }

  private static func tokens() throws -> Model {
    try Model(input: .tokens(time: 3), seed: 7) {
      Embedding(inputDim: 5, outputDim: 2)
      LSTM(2)
      Dense(1)
    }
  }

  private static func pair() throws -> Model {
    try Model(
      Functional { graph in
        let left = graph.input(.vector(2), name: "left")
        let right = graph.input(.vector(1), name: "right")
        let both = graph.add(Concatenate(), to: left, right)
        return [
          graph.add(Dense(1).named("sum"), to: [both])[0],
          graph.add(Dense(3).named("three"), to: [left])[0],
        ]
      }, seed: 9)
  }
}
