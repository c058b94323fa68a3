import UnrollTensor

/// One call of `fit`: the loop over epochs and batches.
struct TrainingRun {
  let trainer: Trainer
  let dataset: any Dataset
  let validation: (any Dataset)?
  let batchSize: Int
  let shuffles: Bool
  let seed: UInt64
  let callbacks: [any Callback]
  private let checkpoints: (any CheckpointStore)?
  private let random: RandomSource
  private let step: TrainingStep
  private let batch: Batch
  private let goals: [OutputGoal]
  /// Where the run stands.
  var position: RunPosition
  /// The run as its checkpoints name it; nil if none are kept.
  private var identity: RunIdentity?
  /// Sets the noise of training apart from the initial weights, which may have the same seed.
  private static let stream: UInt64 = 1

  init(
    _ trainer: Trainer, _ dataset: some Dataset, validation: (any Dataset)?, batchSize: Int,
    shuffles: Bool, seed: UInt64, callbacks: [any Callback], checkpoints: (any CheckpointStore)?
  ) throws {
    let size = trainer.model.network.batch ?? min(batchSize, dataset.count)
    self.trainer = trainer
    self.dataset = dataset
    self.validation = validation
    self.batchSize = size
    self.shuffles = shuffles
    self.seed = seed
    self.callbacks = callbacks
    self.checkpoints = checkpoints
    random = RandomSource(seed: seed, stream: Self.stream)
    goals = try trainer.compilation.goals(for: trainer.model.architecture)
    step = try TrainingStep(
      trainer.model, trainer.compilation.optimizer, goals, dataset, batchSize: size,
      threads: trainer.threads, kernels: trainer.kernels)
    step.stopsAtNonFinite =
      !trainer.allowsNonFinite && !callbacks.contains { $0 is TerminateOnNaN }
    batch = Batch(dataset, capacity: size)
    position = RunPosition(epoch: 0, figures: EpochFigures(goals))
  }

  /// The number of batches of an epoch.
  var steps: Int { (dataset.count + batchSize - 1) / batchSize }

  /// The number of batches since the beginning of the first epoch; noise follows from it.
  private var stepsDone: Int { position.epoch * steps + position.step }

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
    position.epoch = initialEpoch
    do {
      for callback in callbacks { try callback.trainingWillBegin(context) }
      try takeUp(context)
      try runEpochs(context)
      if takesAverages && epochs > initialEpoch { trainer.model.takeAverages() }
      for callback in callbacks { try callback.trainingDidEnd(context) }
      return position.history
    } catch {
      for callback in callbacks { callback.trainingDidFail(error) }
      throw error
    }
  }

  /// Goes to where the checkpoints say that the run stands.
  private mutating func takeUp(_ context: TrainingContext) throws {
    guard let checkpoints else { return }
    let run = try identity(initialEpoch: position.epoch)
    let (state, named) = try checkpoints.begin(run, trainer.model)
    identity = named
    if let state { try restore(state, context) }
  }

  /// Keeps where the run stands.
  private func keep() throws {
    guard let checkpoints, let identity else { return }
    try checkpoints.save(state(identity))
  }

  private mutating func runEpochs(_ context: TrainingContext) throws {
    while position.epoch < context.plan.epochs && !position.hasStopped {
      guard var figures = try runEpoch(context) else { return }
      var actions: [Action] = []
      for callback in callbacks {
        actions.append(try callback.epochDidEnd(position.epoch, &figures, context))
      }
      position.history.append(figures, epoch: position.epoch)
      position.nextEpoch(EpochFigures(goals))
      if actions.contains(.stop) { position.isStopping = true }
      try keep()
      if actions.contains(.leave) { return }
    }
  }

  /// Runs one epoch, or what is left of it, and the validation after it.
  ///
  /// - Returns: the figures; nil if a callback left the run.
  private mutating func runEpoch(_ context: TrainingContext) throws -> [String: Double]? {
    if position.step == 0 {
      for callback in callbacks { try callback.epochWillBegin(position.epoch, context) }
    }
    var orderSource = random.stream(2 * position.epoch + 1)
    let order = shuffles ? orderSource.permutation(dataset.count) : Array(0..<dataset.count)
    while position.step < steps && !position.isStopping {
      let first = position.step * batchSize
      let indices = order[first..<min(first + batchSize, order.count)]
      let actions = try runBatch(indices, context)
      if actions.contains(.stop) { position.isStopping = true }
      let isLeaving = actions.contains(.leave)
      if isLeaving || checkpoints?.isDue(batchesDone: stepsDone) == true { try keep() }
      if isLeaving { return nil }
    }
    // What the last step made of the weights shows in no loss of this epoch.
    if step.stopsAtNonFinite {
      try locating("epoch \(position.epoch + 1)") { try trainer.model.parameters.checkFinite() }
    }
    return try position.figures.values.merging(validate()) { $1 }
  }

  /// Runs one batch between its callbacks.
  private mutating func runBatch(
    _ indices: ArraySlice<Int>, _ context: TrainingContext
  ) throws -> [Action] {
    for callback in callbacks { try callback.batchWillBegin(position.step, context) }
    let result = try locating(
      "epoch \(position.epoch + 1)", ifNotFiniteIn: "batch \(position.step + 1)"
    ) { try train(indices) }
    position.figures.add(
      result.losses, penalty: result.penalty, batch, rows: indices.count, step.outputs)
    position.step += 1
    let progress = BatchProgress(
      epoch: position.epoch, step: position.step, steps: steps, figures: position.figures.values)
    return try callbacks.map { try $0.batchDidEnd(progress, context) }
  }

  private func train(_ indices: ArraySlice<Int>) throws -> (losses: [Double], penalty: Double) {
    try dataset.fill(batch, indices)
    try InputCheck(trainer.model.network).check(batch, rows: indices.count)
    return try step.run(batch, samples: indices, random: random.stream(2 * stepsDone))
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
