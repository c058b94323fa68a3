import ArgumentParser
import UnrollNN

/// The network that `train` builds.
struct NetworkOptions: ParsableArguments {
  /// A kind of recurrent layer.
  enum Kind: String, CaseIterable, ExpressibleByArgument {
    case simpleRNN = "simple-rnn"
    case lstm, gru
  }

  /// What makes one vector of the outputs of all steps.
  enum Pool: String, CaseIterable, ExpressibleByArgument { case flatten, max, average, last }

  @Option(help: "The recurrent layer.") var layer = Kind.lstm
  @Option(help: ArgumentHelp("The number of its units.", valueName: "n")) var units = 50
  @Flag(help: "Read every text in both directions.") var bidirectional = false
  @Option(help: ArgumentHelp("How many recurrent layers follow each other.", valueName: "n"))
  var stack = 1
  @Option(help: "What follows: all steps side by side, their largest or mean, or the last step.")
  var pool = Pool.max
  @Option(help: ArgumentHelp("The share of outputs dropped in training.", valueName: "share"))
  var dropout: Float = 0.2

  func validate() throws {
    for (name, value) in [("units", units), ("stack", stack)] where value < 1 {
      throw ValidationError("--\(name) must be 1 or more, not \(value).")
    }
    guard (0..<1).contains(dropout) else {
      throw ValidationError("--dropout must be at least 0 and less than 1, not \(dropout).")
    }
  }

  /// The network for texts of `time` words with vectors of `features` numbers.
  func sequential(time: Int, features: Int, classes: Int) -> Sequential {
    var layers: [any Layer] = []
    for place in 1...stack {
      layers.append(recurrent(returnSequences: place < stack || pool != .last))
      if dropout > 0 { layers.append(Dropout(dropout)) }
    }
    switch pool {
    case .flatten: layers.append(Flatten())
    case .max: layers.append(GlobalMaxPooling1D())
    case .average: layers.append(GlobalAveragePooling1D())
    case .last: break
    }
    layers.append(
      classes == 2 ? Dense(1, activation: .sigmoid) : Dense(classes, activation: .softmax))
    return Sequential(
      input: .features(time: time, size: features), entries: layers.map { LayerEntry($0) })
  }

  private func recurrent(returnSequences: Bool) -> any Layer {
    switch layer {
    case .simpleRNN: directed(SimpleRNN(units, returnSequences: returnSequences))
    case .lstm: directed(LSTM(units, returnSequences: returnSequences))
    case .gru: directed(GRU(units, returnSequences: returnSequences))
    }
  }

  private func directed(_ layer: some RecurrentLayer) -> any Layer {
    bidirectional ? Bidirectional(layer) : layer
  }
}
