import UnrollNN
import UnrollTensor

/// One or more samples of every layer, for laws that all layers must keep.
///
/// A test fails if a registered layer has no sample here.
enum LayerSamples {
  /// A layer with the options of interest, and the input that it reads.
  struct Sample: Sendable, CustomStringConvertible {
    let name: String
    let layer: any Layer
    let input: Shape
    var isTokens = false
    /// Whether a layer that makes a mask stands before it.
    var isMasked = false
    /// How many values the layer reads; each comes from the input through a layer of its own.
    var reads = 1

    var description: String { name }

    /// A model of the sample alone, or behind a masking layer.
    func model(seed: UInt64 = 3) throws -> Model {
      if reads > 1 { return try Model(graph, seed: seed) }
      let sizes = input.dimensions.dropFirst().map { Optional($0) }
      let before = isMasked ? [LayerEntry(Masking())] : []
      return try Model(
        Sequential(
          input: Input(dimensions: Array(sizes), isTokens: isTokens),
          entries: before + [LayerEntry(layer)]),
        seed: seed)
    }

    private var graph: Functional {
      Functional { graph in
        let sizes = input.dimensions.dropFirst().map { Optional($0) }
        var value = graph.input(Input(dimensions: Array(sizes)))
        if isMasked { value = graph.add(Masking(), to: value) }
        let read = (0..<reads).map { _ in graph.add(Dense(input.columns), to: value) }
        return [graph.add(LayerEntry(layer), to: read)[0]]
      }
    }

    /// Random numbers (or integers below 5) for a batch; every third step is zero if masked.
    func batch(seed: UInt64 = 1) -> BatchInput {
      var random = RandomSource(seed: seed)
      if isTokens {
        return .tokens(
          Tensor(
            shape: input, scalars: (0..<input.count).map { _ in Int32(random.integer(below: 5)) }))
      }
      var numbers = (0..<input.count).map { _ in Float(random.normal()) }
      if isMasked {
        for index in numbers.indices where index / input.columns % 3 == 1 { numbers[index] = 0 }
      }
      return .dense(Tensor(shape: input, scalars: numbers))
    }
  }

  static let all: [Sample] =
    recurrent + noisy + bidirectional + cells + simple + sequences + merging + attention

  private static let sequence: Shape = [3, 5, 4]

  private static let recurrent: [Sample] = [
    Sample(name: "SimpleRNN", layer: SimpleRNN(3), input: sequence),
    Sample(name: "LSTM", layer: LSTM(3, returnSequences: true), input: sequence),
    Sample(name: "LSTM masked", layer: LSTM(3), input: sequence, isMasked: true),
    Sample(name: "GRU", layer: GRU(3, returnSequences: true, goBackwards: true), input: sequence),
    Sample(name: "GRU reset before", layer: GRU(3, resetAfter: false), input: sequence),
  ]

  private static let noisy: [Sample] = [
    Sample(
      name: "SimpleRNN dropping", layer: SimpleRNN(3, dropout: 0.3, recurrentDropout: 0.4),
      input: sequence),
    Sample(name: "LSTM dropping inputs", layer: LSTM(3, dropout: 0.5), input: sequence),
    Sample(name: "LSTM dropping states", layer: LSTM(3, recurrentDropout: 0.5), input: sequence),
    Sample(
      name: "LSTM dropping both",
      layer: LSTM(3, returnSequences: true, dropout: 0.3, recurrentDropout: 0.3), input: sequence),
    Sample(
      name: "GRU dropping both", layer: GRU(3, dropout: 0.3, recurrentDropout: 0.3),
      input: sequence),
    Sample(
      name: "GRU reset before dropping both",
      layer: GRU(3, dropout: 0.3, recurrentDropout: 0.3, resetAfter: false), input: sequence),
    Sample(
      name: "LSTM masked dropping inputs", layer: LSTM(3, returnSequences: true, dropout: 0.5),
      input: sequence, isMasked: true),
    Sample(
      name: "SimpleRNN masked dropping states", layer: SimpleRNN(3, recurrentDropout: 0.4),
      input: sequence, isMasked: true),
    Sample(
      name: "GRU masked dropping both", layer: GRU(3, dropout: 0.3, recurrentDropout: 0.3),
      input: sequence, isMasked: true),
    Sample(
      name: "GRU reset before masked dropping both",
      layer: GRU(3, dropout: 0.3, recurrentDropout: 0.3, resetAfter: false), input: sequence,
      isMasked: true),
    Sample(name: "Dropout", layer: Dropout(0.4), input: sequence),
  ]

  private static let bidirectional: [Sample] =
    Bidirectional.Merge.allCases.map {
      Sample(
        name: "Bidirectional \($0.rawValue)",
        layer: Bidirectional(LSTM(2, returnSequences: true), merge: $0), input: sequence)
    } + [
      Sample(
        name: "Bidirectional dropping", layer: Bidirectional(GRU(2, dropout: 0.4)),
        input: sequence)
    ]

  private static let cells: [Sample] = [
    Sample(name: "RNN", layer: RNN(GRUCell(3)), input: sequence),
    Sample(
      name: "RNN over a stack",
      layer: RNN(
        StackedRNNCells([LSTMCell(3), SimpleRNNCell(2), GRUCell(4)]), returnSequences: true),
      input: sequence),
    Sample(
      name: "RNN over a stack, backwards, masked",
      layer: RNN(StackedRNNCells([LSTMCell(2), LSTMCell(3)]), goBackwards: true), input: sequence,
      isMasked: true),
    Sample(
      name: "RNN over a stack that drops", layer: RNN(droppingStack, returnSequences: true),
      input: sequence),
    Sample(
      name: "Bidirectional RNN over a stack",
      layer: Bidirectional(
        RNN(StackedRNNCells([SimpleRNNCell(2), GRUCell(3)]), returnSequences: true)),
      input: sequence),
  ]

  private static var droppingStack: StackedRNNCells {
    var options = CellConfiguration<LSTMCell>(units: 3)
    (options.dropout, options.recurrentDropout) = (0.3, 0.2)
    return StackedRNNCells([GRUCell(2), LSTMCell(options)])
  }

  private static let merging: [Sample] = [
    Sample(name: "Add", layer: Add(), input: sequence, reads: 3),
    Sample(name: "Subtract", layer: Subtract(), input: sequence, reads: 2),
    Sample(name: "Multiply", layer: Multiply(), input: sequence, reads: 3),
    Sample(name: "Average masked", layer: Average(), input: sequence, isMasked: true, reads: 3),
    Sample(name: "Maximum", layer: Maximum(), input: [2, 2, 3], reads: 2),
    Sample(name: "Minimum", layer: Minimum(), input: sequence, reads: 2),
    Sample(name: "Concatenate", layer: Concatenate(), input: sequence, reads: 2),
    Sample(name: "Concatenate steps", layer: Concatenate(axis: 1), input: sequence, reads: 3),
    Sample(name: "Dot", layer: Dot(axes: 2), input: sequence, reads: 2),
    Sample(
      name: "Dot of units", layer: Dot(axes: 1, 1, normalize: true), input: sequence, reads: 2),
    Sample(name: "Dot of vectors", layer: Dot(axes: -1), input: [4, 5], reads: 2),
  ]

  private static let attention: [Sample] = [
    Sample(name: "Attention", layer: Attention(), input: sequence, reads: 2),
    Sample(
      name: "Attention masked",
      layer: Attention(.init(useScale: true, scoreMode: .dot, dropout: 0.3)), input: sequence,
      isMasked: true, reads: 3),
    Sample(
      name: "Attention concat", layer: Attention(.init(useScale: true, scoreMode: .concat)),
      input: sequence, reads: 3),
    Sample(name: "AdditiveAttention", layer: AdditiveAttention(), input: sequence, reads: 2),
    Sample(
      name: "AdditiveAttention unscaled",
      layer: AdditiveAttention(.init(useScale: false, dropout: 0.2)), input: sequence, reads: 3),
  ]

  private static let simple: [Sample] = [
    Sample(name: "Dense", layer: Dense(3, activation: .tanh), input: [4, 5]),
    Sample(name: "Dense of sequences", layer: Dense(3, activation: .softmax), input: sequence),
    Sample(name: "Activation", layer: Activation(.softsign), input: sequence),
    Sample(name: "Flatten", layer: Flatten(), input: sequence),
    Sample(name: "Masking", layer: Masking(0.5), input: sequence),
    Sample(name: "GlobalMaxPooling1D", layer: GlobalMaxPooling1D(), input: sequence),
    Sample(name: "GlobalAveragePooling1D", layer: GlobalAveragePooling1D(), input: sequence),
    Sample(
      name: "GlobalAveragePooling1D masked", layer: GlobalAveragePooling1D(), input: sequence,
      isMasked: true),
    Sample(
      name: "Embedding", layer: Embedding(inputDim: 5, outputDim: 3, maskZero: true),
      input: [3, 4], isTokens: true),
  ]
}
