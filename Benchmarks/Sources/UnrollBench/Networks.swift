import Unroll

/// The networks that are measured, by the names that the peers know as well.
enum Networks {
  /// The notebook's models: 400 steps of 300 features.
  static func sequential(_ name: String) throws -> Sequential {
    let input = Input.features(time: BenchData.time, size: BenchData.features)
    switch name {
    case "simplernn-50": return flattened(input, SimpleRNN(50, returnSequences: true))
    case "simplernn-100": return flattened(input, SimpleRNN(100, returnSequences: true))
    case "lstm-50": return pooled(input, LSTM(50, returnSequences: true))
    case "gru-50": return pooled(input, GRU(50, returnSequences: true))
    case "bilstm-50": return pooled(input, Bidirectional(LSTM(50, returnSequences: true)))
    case "lstm-256": return pooled(input, LSTM(256, returnSequences: true))
    case "lstm-128x2": return stacked(input)
    default: throw BenchError("no network is called \(name)")
    }
  }

  /// A network with weights.
  static func model(_ name: String) throws -> Model { try Model(sequential(name), seed: 7) }

  private static func flattened(_ input: Input, _ layer: some Layer) -> Sequential {
    Sequential(input: input) {
      layer
      Dropout(0.2)
      Flatten()
      Dense(1, activation: .sigmoid)
    }
  }

  private static func pooled(_ input: Input, _ layer: some Layer) -> Sequential {
    Sequential(input: input) {
      layer
      Dropout(0.2)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
  }

  private static func stacked(_ input: Input) -> Sequential {
    Sequential(input: input) {
      LSTM(128, returnSequences: true)
      LSTM(128, returnSequences: true)
      Dropout(0.2)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
  }
}
