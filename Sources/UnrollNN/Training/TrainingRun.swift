import UnrollTensor

/// One call of `fit`: the loop over epochs and batches.
struct TrainingRun {
  private let trainer: Trainer
  private let dataset: any Dataset
  private let validation: (any Dataset)?
  private let batchSize: Int
  private let shuffles: Bool
  private let random: RandomSource
  private let callbacks: [any Callback]
  private let step: TrainingStep
  private let batch: Batch
  private let goals: [OutputGoal]
  private var stepsDone = 0

  init(
    _ trainer: Trainer, _ dataset: some Dataset, validation: (any Dataset)?, batchSize: Int,
    shuffles: Bool, random: RandomSource, callbacks: [any Callback]
  ) throws {
    let size = trainer.model.network.batch ?? min(batchSize, dataset.count)
    self.trainer = trainer
    self.dataset = dataset
    self.validation = validation
    self.batchSize = size
    self.shuffles = shuffles
    self.random = random
    self.callbacks = callbacks
    goals = try trainer.compilation.goals(for: trainer.model.architecture)
    step = try TrainingStep(
      trainer.model, trainer.compilation.optimizer, goals, dataset, batchSize: size,
      threads: trainer.threads, kernels: trainer.kernels)
    batch = Batch(dataset, capacity: size)
  }

  private var steps: Int { (dataset.count + batchSize - 1) / batchSize }

  /// Runs the epochs.
  ///
  /// - Parameters:
  ///   - epochs: how many.
  ///   - takesAverages: whether averages that the optimizer keeps replace the weights at the end.
  /// - Returns: the figures of every epoch that ended.
  /// - Throws: `UnrollError` if a sample does not fit the model; what callbacks throw.
  mutating func run(epochs: Int, takesAverages: Bool = true) throws -> History {
    var history = History()
    let plan = TrainingPlan(epochs: epochs, steps: steps, samples: dataset.count)
    for callback in callbacks { callback.trainingWillBegin(plan) }
    defer { for callback in callbacks { callback.trainingDidEnd(trainer.model) } }
    for epoch in 0..<epochs {
      guard let figures = try runEpoch(epoch) else { break }
      history.append(figures)
      let actions = try callbacks.map { try $0.epochDidEnd(epoch, figures, trainer.model) }
      if actions.contains(.stop) { break }
    }
    if takesAverages && epochs > 0 { trainer.model.takeAverages() }
    return history
  }

  /// Runs one epoch and the validation after it.
  ///
  /// - Returns: the figures; nil if a callback stopped the run in the middle.
  private mutating func runEpoch(_ epoch: Int) throws -> [String: Double]? {
    for callback in callbacks { callback.epochWillBegin(epoch) }
    var orderSource = random.stream(2 * epoch + 1)
    let order = shuffles ? orderSource.permutation(dataset.count) : Array(0..<dataset.count)
    var running = EpochFigures(goals)
    for number in 0..<steps {
      let indices = order[(number * batchSize)..<min((number + 1) * batchSize, order.count)]
      running.add(try runBatch(indices), batch, rows: indices.count, step.outputs)
      let progress = BatchProgress(
        epoch: epoch, step: number + 1, steps: steps, figures: running.values)
      if callbacks.map({ $0.batchDidEnd(progress) }).contains(.stop) { return nil }
    }
    return try running.values.merging(validate()) { $1 }
  }

  private mutating func runBatch(_ indices: ArraySlice<Int>) throws -> [Double] {
    try dataset.fill(batch, indices)
    try InputCheck(trainer.model.network).check(batch, rows: indices.count)
    let losses = step.run(batch, rows: indices.count, random: random.stream(2 * stepsDone))
    stepsDone += 1
    return losses
  }

  private func validate() throws -> [String: Double] {
    guard let validation else { return [:] }
    let figures = try trainer.evaluate(validation, batchSize: max(batchSize, 256))
    return Dictionary(uniqueKeysWithValues: figures.map { ("val_\($0)", $1) })
  }
}
