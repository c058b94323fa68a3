import UnrollNN
import UnrollTensor

/// A network of one recurrent layer that learns a task at one distance after another.
///
/// At each distance it goes on from what it learned at the shorter one: far distances alone give
/// hardly a hint of what is to be remembered.
public struct MemoryTrial: Sendable {
  /// The cells that are compared.
  public enum Cell: String, CaseIterable, Sendable {
    /// A plain recurrent layer.
    case simpleRNN = "SimpleRNN"
    /// Long short-term memory.
    case lstm = "LSTM"
    /// Gated recurrent units.
    case gru = "GRU"
  }

  /// How long and how large.
  public struct Effort: Sendable, Equatable {
    /// The number of units.
    public var units = 32
    /// The number of sequences of a step of training.
    public var batchSize = 64
    /// The most steps of training.
    public var updates = 500
    /// The number of sequences that are tested.
    public var tested = 512

    /// The effort of the demonstration.
    public init() {}
  }

  /// The task.
  public let task: MemoryTask
  /// The cell.
  public let cell: Cell
  /// How many steps back it has to remember, ascending.
  public let distances: [Int]
  /// How long and how large.
  public let effort: Effort
  /// Decides sequences and weights.
  public let seed: UInt64

  /// Sets a trial up.
  public init(
    _ task: MemoryTask, _ cell: Cell, distances: [Int], effort: Effort = Effort(), seed: UInt64
  ) {
    (self.task, self.cell, self.distances) = (task, cell, distances.sorted())
    (self.effort, self.seed) = (effort, seed)
  }

  /// Trains the network on sequences that it sees once, and tests it on others.
  ///
  /// - Parameters:
  ///   - threads: how many threads compute; the result does not depend on it.
  ///   - progress: called after each distance with the share of right answers.
  /// - Returns: the share of right answers at each distance.
  /// - Throws: `UnrollError` if the network cannot be built.
  public func run(
    threads: Int, progress: ((Int, Double) -> Void)? = nil
  ) throws -> MemoryReport.Curve {
    var weights: [Tensor<Float>]?
    let accuracy = try distances.map { distance in
      let model = try Model(network(distance), seed: seed)
      if let weights { try model.parameters.replaceAll(weights) }
      let accuracy = try train(model, distance: distance, threads: threads)
      weights = model.parameters.values
      progress?(distance, accuracy)
      return accuracy
    }
    return MemoryReport.Curve(name: cell.rawValue, distance: distances, accuracy: accuracy)
  }

  private func train(_ model: Model, distance: Int, threads: Int) throws -> Double {
    var optimizer = Adam(learningRate: 0.01)
    // Plain recurrent layers would be thrown off by a single large gradient.
    optimizer.options.globalClipnorm = 1
    let trainer = Trainer(model, compilation(optimizer))
    trainer.threads = threads
    // The same sequences for every cell.
    let random = RandomSource(seed: seed, stream: 17).stream(distance)
    let learned = MemorySamples(
      task, distance: distance, count: effort.updates * effort.batchSize, random: random.stream(0))
    try trainer.fit(
      ArrayDataset(learned.inputs, learned.targets), batchSize: effort.batchSize, shuffles: false,
      seed: seed, callbacks: [MasteryStop(loss: task == .adding ? 0.0008 : 0.01)])
    let tested = MemorySamples(
      task, distance: distance, count: effort.tested, random: random.stream(1))
    let outputs = try Predictor(model, threads: threads).predict(tested.inputs)
    return accuracy(outputs, tested.targets)
  }

  private func compilation(_ optimizer: Adam) -> Compilation {
    task == .adding
      ? Compilation(optimizer: optimizer, loss: MeanSquaredError(), metrics: [])
      : Compilation(optimizer: optimizer, loss: SparseCategoricalCrossentropy(), metrics: [])
  }

  private func network(_ distance: Int) -> Sequential {
    let steps = task.steps(distance: distance)
    return Sequential(input: .features(time: steps, size: task.features)) {
      switch cell {
      case .simpleRNN: SimpleRNN(effort.units)
      case .lstm: LSTM(effort.units)
      case .gru: GRU(effort.units)
      }
      switch task {
      case .adding: Dense(1)
      case .recall, .order: Dense(MemoryTask.symbols, activation: .softmax)
      case .copy:
        Dense(MemoryTask.copied * MemoryTask.symbols)
        Reshape(MemoryTask.copied, MemoryTask.symbols)
        Activation(.softmax)
      }
    }
  }

  private func accuracy(_ outputs: Tensor<Float>, _ targets: Tensor<Float>) -> Double {
    let (answers, wanted) = (outputs.scalars, targets.scalars)
    if task == .adding {
      let right = zip(answers, wanted).count { abs($0 - $1) <= MemoryTask.addingMargin }
      return Double(right) / Double(wanted.count)
    }
    let right = wanted.enumerated().count { index, symbol in
      let row = Array(answers[index * MemoryTask.symbols..<(index + 1) * MemoryTask.symbols])
      return Float(row.likeliest) == symbol
    }
    return Double(right) / Double(wanted.count)
  }
}
