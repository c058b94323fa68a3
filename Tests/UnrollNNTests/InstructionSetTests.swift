import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What the choice of instruction set and threads may change.
///
/// Between instruction sets sums are taken in another order and exponentials rounded elsewhere:
/// predictions stay within 1e-5 of the largest number of an output, weights after ten steps within
/// 1e-4 of the largest weight of their array, or 1e-6. Between numbers of threads nothing changes at
/// all. Adam and its kin make steps of one size of gradients that are nothing but rounding, such as
/// those of a shift before batch normalisation: such a model is trained with SGD here.
@Suite("Instruction sets and threads")
struct InstructionSetTests {
  private static let predictions = Tolerance.scaled(1e-5)
  private static let weights: Tolerance = {
    var tolerance = Tolerance.scaled(1e-4)
    tolerance.absolute = 1e-6
    return tolerance
  }()
  private static let baseline = Kernels.available[0]

  /// What a model reads and is compared with.
  private struct Task {
    let model: Model
    let dataset: ArrayDataset
    let loss: any Loss
  }

  private static let names = [
    "simple rnn", "lstm", "gru", "gru, reset before", "bidirectional", "embedding with mask",
    "convolution",
    "normalised", "attention", "dropout",
  ]

  private static func numbers(_ shape: Shape, seed: UInt64) -> Tensor<Float> {
    var random = RandomSource(seed: seed)
    return Tensor(shape: shape, scalars: (0..<shape.count).map { _ in Float(random.normal()) })
  }

  private static func task(_ name: String) throws -> Task {
    let (samples, time, size) = (70, 11, 5)
    var random = RandomSource(seed: 3)
    let classes = Tensor<Float>(
      shape: [samples, 1], scalars: (0..<samples).map { _ in Float(random.integer(below: 2)) })
    let head = Dense(1, activation: .sigmoid)
    if name == "embedding with mask" {
      let model = try Model(input: .tokens(time: time), seed: 5) {
        Embedding(inputDim: 13, outputDim: 7, maskZero: true)
        LSTM(9)
        head
      }
      let ids = Tensor<Int32>(
        shape: [samples, time],
        scalars: (0..<(samples * time)).map { $0 % time > 6 ? 0 : Int32(random.integer(below: 13)) }
      )
      return Task(
        model: model, dataset: try ArrayDataset(tokens: ids, classes), loss: BinaryCrossentropy())
    }
    var reset = GRU.Configuration(units: 9)
    reset.resetAfter = false
    let model =
      try name == "attention"
      ? attention(time, size)
      : Model(input: .features(time: time, size: size), seed: 5) {
        switch name {
        case "simple rnn": SimpleRNN(9)
        case "lstm": LSTM(9)
        case "gru": GRU(9)
        case "gru, reset before": GRU(reset)
        case "bidirectional":
          Bidirectional(LSTM(7, returnSequences: true))
          GlobalMaxPooling1D()
        case "convolution":
          Conv1D(6, kernelSize: 3, activation: .relu)
          GlobalAveragePooling1D()
        case "normalised":
          LSTM(9, returnSequences: true)
          LayerNormalization()
          Flatten()
          BatchNormalization()
        default:
          GRU(9, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2)
          Dropout(0.3)
          Flatten()
        }
        head
      }
    return Task(
      model: model, dataset: try ArrayDataset(numbers([samples, time, size], seed: 7), classes),
      loss: BinaryCrossentropy())
  }

  private static func attention(_ time: Int, _ size: Int) throws -> Model {
    let graph = Functional { graph in
      let value = graph.input(.features(time: time, size: size))
      let read = graph.add(LSTM(6, returnSequences: true), to: value)
      let looked = graph.add(LayerEntry(Attention(.init())), to: [read, read])
      let flat = graph.add(Flatten(), to: looked[0])
      return [graph.add(Dense(1, activation: .sigmoid), to: flat)]
    }
    return try Model(graph, seed: 5)
  }

  /// The weights after ten steps.
  private func trained(_ name: String, _ kernels: Kernels, threads: Int) throws -> [Tensor<Float>] {
    let task = try Self.task(name)
    let optimizer: any Optimizer =
      name == "normalised" ? SGD(learningRate: 0.1, momentum: 0.9) : Adam(learningRate: 0.01)
    let trainer = Trainer(task.model, Compilation(optimizer: optimizer, loss: task.loss))
    (trainer.kernels, trainer.threads) = (kernels, threads)
    try trainer.fit(task.dataset, epochs: 5, batchSize: 40, seed: 2)
    return task.model.parameters.values
  }

  @Test("predictions agree within 1e-5 of the largest output", arguments: names)
  func predict(_ name: String) throws {
    let task = try Self.task(name)
    let expected = try Predictor(task.model, threads: 1, kernels: Self.baseline).predict(
      task.dataset)
    for kernels in Kernels.available {
      for threads in [1, 2, 5] {
        let found = try Predictor(task.model, threads: threads, kernels: kernels).predict(
          task.dataset)
        #expect(deviation(found, expected, beyond: Self.predictions) == nil, "\(kernels)")
        let alone = try Predictor(task.model, threads: 1, kernels: kernels).predict(task.dataset)
        #expect(found == alone, "\(kernels), \(threads) threads")
      }
    }
  }

  @Test(
    "weights after ten steps agree within 1e-4 of the largest, and to the bit between threads",
    arguments: names)
  func train(_ name: String) throws {
    let expected = try trained(name, Self.baseline, threads: 1)
    for kernels in Kernels.available {
      let alone = try trained(name, kernels, threads: 1)
      for (found, wanted) in zip(alone, expected) {
        #expect(deviation(found, wanted, beyond: Self.weights) == nil, "\(kernels)")
      }
      for threads in [2, 5] {
        #expect(try trained(name, kernels, threads: threads) == alone, "\(kernels), \(threads)")
      }
    }
  }
}
