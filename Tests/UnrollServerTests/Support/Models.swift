import Unroll

/// Small models, made in memory.
enum Models {
  /// A model that reads texts of at most five words.
  static func text(seed: UInt64 = 3, outputs: Int = 1) throws -> TextPipeline {
    let words = Vocabulary(["good", "bad", "film", ".", "n't", "dull"])
    let numbers = (0..<(6 * 4)).map { Float($0 % 7) / 7 - 0.4 }
    let table = VectorTable(Tensor(shape: [6, 4], scalars: numbers))
    let encoder = TextEncoder(
      vectors: try WordVectors(vocabulary: words, table: table), length: 5)
    let model = try Model(input: .features(time: 5, size: 4), seed: seed) {
      LSTM(3, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(outputs, activation: outputs == 1 ? .sigmoid : .softmax)
    }
    let labels = outputs == 1 ? ["no", "yes"] : (0..<outputs).map { "label \($0)" }
    return try TextPipeline(encoder, model, labels: labels)
  }

  /// A model that reads three numbers and gives two.
  static func vector() throws -> Model {
    try Model(input: .vector(3), seed: 5) { Dense(2) }
  }

  /// A model that reads sequences of any length of two numbers.
  static func sequence() throws -> Model {
    try Model(input: .features(time: nil, size: 2), seed: 6) {
      LSTM(3)
      Dense(1)
    }
  }

  /// A model that reads three integers below five.
  static func tokens() throws -> Model {
    try Model(input: .tokens(time: 3), seed: 7) {
      Embedding(inputDim: 5, outputDim: 2)
      LSTM(2)
      Dense(1)
    }
  }

  /// A model with two inputs, `left` of two numbers and `right` of one, and two outputs.
  static func pair() throws -> Model {
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
