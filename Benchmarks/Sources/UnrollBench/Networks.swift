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
    case "lstm-128x2":
      return pooled(
        input, LSTM(128, returnSequences: true), LSTM(128, returnSequences: true))
    default: throw BenchError("no network is called \(name)")
    }
  }

  /// A network with weights.
  static func model(_ name: String) throws -> Model { try Model(sequential(name), seed: 7) }

  /// The cells' outputs flattened, as the notebook does for SimpleRNN.
  private static func flattened(_ input: Input, _ cells: any Layer...) -> Sequential {
    network(input, cells, Flatten())
  }

  /// The largest output of each unit over time.
  private static func pooled(_ input: Input, _ cells: any Layer...) -> Sequential {
    network(input, cells, GlobalMaxPooling1D())
  }

  private static func network(_ input: Input, _ cells: [any Layer], _ end: any Layer) -> Sequential
  {
    let layers = cells + [Dropout(0.2), end, Dense(1, activation: .sigmoid)]
    return Sequential(input: input, entries: layers.map { LayerEntry($0) })
  }
}
