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
    step.stopsAtNonFinite =
      !trainer.allowsNonFinite && !callbacks.contains { $0 is TerminateOnNaN }
    batch = Batch(dataset, capacity: size)
  }

  private var steps: Int { (dataset.count + batchSize - 1) / batchSize }

  /// Runs the epochs.
  ///
  /// - Parameters:
  ///   - epochs: the number of the epoch to end before.
  ///   - initialEpoch: the number of the first one.
  ///   - takesAverages: whether averages that the optimizer keeps replace the weights at the end.
  /// - Returns: the figures of every epoch that ended.
  /// - Throws: `UnrollError` if a sample does not fit the model; what callbacks throw.
  mutating func run(
    epochs: Int, from initialEpoch: Int = 0, takesAverages: Bool = true
  ) throws -> History {
    let plan = TrainingPlan(
      epochs: epochs, initialEpoch: initialEpoch, steps: steps, samples: dataset.count)
    let context = TrainingContext(
      plan, trainer.model, trainer.compilation, hasValidation: validation != nil)
    do {
      for callback in callbacks { try callback.trainingWillBegin(context) }
      let history = try runEpochs(initialEpoch..<max(epochs, initialEpoch), context)
      if takesAverages && epochs > initialEpoch { trainer.model.takeAverages() }
      for callback in callbacks { try callback.trainingDidEnd(context) }
      return history
    } catch {
      for callback in callbacks { callback.trainingDidFail(error) }
      throw error
    }
  }

  private mutating func runEpochs(
    _ epochs: Range<Int>, _ context: TrainingContext
  ) throws -> History {
    var history = History()
    // Noise goes on where the epochs before would have left it.
    stepsDone = epochs.lowerBound * steps
    for epoch in epochs {
      guard let (means, action) = try runEpoch(epoch, context) else { break }
      var (figures, actions) = (means, [action])
      for callback in callbacks {
        actions.append(try callback.epochDidEnd(epoch, &figures, context))
      }
      history.append(figures, epoch: epoch)
      if actions.contains(where: { $0 != .goOn }) { break }
    }
    return history
  }

  /// Runs one epoch and the validation after it.
  ///
  /// - Returns: the figures, and whether to go on; nil if a callback left the run.
  private mutating func runEpoch(
    _ epoch: Int, _ context: TrainingContext
  ) throws -> ([String: Double], Action)? {
    for callback in callbacks { try callback.epochWillBegin(epoch, context) }
    var orderSource = random.stream(2 * epoch + 1)
    let order = shuffles ? orderSource.permutation(dataset.count) : Array(0..<dataset.count)
    var running = EpochFigures(goals)
    var action = Action.goOn
    for number in 0..<steps where action == .goOn {
      let indices = order[(number * batchSize)..<min((number + 1) * batchSize, order.count)]
      for callback in callbacks { try callback.batchWillBegin(number, context) }
      let result = try locating("epoch \(epoch + 1)", ifNotFiniteIn: "batch \(number + 1)") {
        try runBatch(indices)
      }
      running.add(
        result.losses, penalty: result.penalty, batch, rows: indices.count, step.outputs)
      let progress = BatchProgress(
        epoch: epoch, step: number + 1, steps: steps, figures: running.values)
      let actions = try callbacks.map { try $0.batchDidEnd(progress, context) }
      if actions.contains(.leave) { return nil }
      if actions.contains(.stop) { action = .stop }
    }
    // What the last step made of the weights shows in no loss of this epoch.
    if step.stopsAtNonFinite {
      try locating("epoch \(epoch + 1)") { try trainer.model.parameters.checkFinite() }
    }
    return (try running.values.merging(validate()) { $1 }, action)
  }

  private mutating func runBatch(
    _ indices: ArraySlice<Int>
  ) throws -> (losses: [Double], penalty: Double) {
    try dataset.fill(batch, indices)
    try InputCheck(trainer.model.network).check(batch, rows: indices.count)
    let result = try step.run(batch, samples: indices, random: random.stream(2 * stepsDone))
    stepsDone += 1
    return result
  }

  private func validate() throws -> [String: Double] {
    guard let validation else { return [:] }
    let figures = try trainer.evaluate(validation, batchSize: batchSize)
    return Dictionary(uniqueKeysWithValues: figures.map { ("val_\($0)", $1) })
  }
}

/// Runs `body`, and says of errors about numbers that are not finite where in the run they came up.
private func locating<Result>(
  _ epoch: @autoclosure () -> String, ifNotFiniteIn batch: @autoclosure () -> String,
  _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as UnrollError where error.code == .notFinite {
    throw error.within(batch()).within(epoch())
  }
}
