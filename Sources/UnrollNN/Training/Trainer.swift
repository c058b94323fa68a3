public import UnrollTensor

/// Trains a model: Keras's `fit` and `evaluate`.
public final class Trainer {
  /// The model.
  public let model: Model
  private let compiled: Compilation
  /// The optimizer, loss and metrics: those of the model, with the learning rate that callbacks set.
  public var compilation: Compilation { model.compilation ?? compiled }
  /// The number of threads; the results do not depend on it.
  public var threads = Threads.available
  /// The instruction set.
  public var kernels = Kernels.active
  /// Whether training goes on when numbers are no longer finite, as Keras does.
  ///
  /// Otherwise `fit` throws an error that says where it began, in the data or in a layer, and the
  /// weights are those before the step that went astray. With a ``TerminateOnNaN`` among the
  /// callbacks it is that which decides about the loss.
  public var allowsNonFinite = false

  /// Creates a trainer.
  ///
  /// - Parameters:
  ///   - model: the model to train; its weights are changed in place.
  ///   - optimizer: the rule that changes them.
  ///   - loss: what is made small.
  ///   - metrics: what is reported beside the loss.
  public init(
    _ model: Model, optimizer: some Optimizer = RMSprop(), loss: some Loss,
    metrics: [AnyMetric] = []
  ) {
    self.model = model
    compiled = Compilation(optimizer: optimizer, loss: loss, metrics: metrics)
    model.compilation = compiled
  }

  /// Creates a trainer from the choice that a model carries.
  public init(_ model: Model, _ compilation: Compilation) {
    self.model = model
    compiled = compilation
    model.compilation = compilation
  }

  /// Trains for some epochs.
  ///
  /// - Parameters:
  ///   - dataset: the samples.
  ///   - validation: samples that are evaluated after each epoch.
  ///   - epochs: the epoch to stop before; without an initial epoch, how often all samples are seen.
  ///   - initialEpoch: the epoch to begin with, from 0: that of a run that is taken up again.
  ///   - batchSize: how many samples make a step; the last batch may be smaller.
  ///   - shuffles: whether each epoch has an order of its own.
  ///   - seed: decides orders and dropout.
  ///   - callbacks: told of batches and epochs; any of them may stop the run.
  ///   - checkpoints: keeps the state of the run, and gives the one to go on from; the weights are
  ///     then to the bit those of a run that was never stopped.
  /// - Returns: the figures of every epoch that ended.
  /// - Throws: `UnrollError` if the samples do not fit the model or the loss.
  @discardableResult
  public func fit(
    _ dataset: some Dataset, validation: (any Dataset)? = nil, epochs: Int = 1,
    initialEpoch: Int = 0, batchSize: Int = 32, shuffles: Bool = true, seed: UInt64 = 0,
    callbacks: [any Callback] = [], checkpoints: (any CheckpointStore)? = nil
  ) throws -> History {
    try require(initialEpoch >= 0, "the initial epoch must not be negative", found: initialEpoch)
    var run = try makeRun(
      dataset, validation: validation, batchSize: batchSize, shuffles: shuffles, seed: seed,
      callbacks: callbacks, checkpoints: checkpoints)
    return try run.run(epochs: epochs, from: initialEpoch)
  }

  /// Checks the samples and makes ready to train on them.
  func makeRun(
    _ dataset: some Dataset, validation: (any Dataset)? = nil, batchSize: Int, shuffles: Bool,
    seed: UInt64, callbacks: [any Callback] = [], checkpoints: (any CheckpointStore)? = nil
  ) throws -> TrainingRun {
    try check(dataset)
    if let validation { try locating("validation") { try check(validation) } }
    if !allowsNonFinite {
      try dataset.checkNumbers()
      if let validation { try locating("validation") { try validation.checkNumbers() } }
    }
    try require(batchSize > 0, "the batch size must be positive", found: batchSize)
    return try TrainingRun(
      self, dataset, validation: validation, batchSize: batchSize, shuffles: shuffles, seed: seed,
      callbacks: callbacks, checkpoints: checkpoints)
  }

  /// Computes loss and metrics over a dataset.
  ///
  /// - Parameters:
  ///   - dataset: the samples.
  ///   - batchSize: the samples of a batch; as in Keras, the loss depends on it where it sums over
  ///     batches or leaves masked steps out. Where it does not, batches may be larger.
  ///   - progress: called after each batch with the number of samples done.
  /// - Returns: `loss`, and each metric under its name.
  /// - Throws: `UnrollError` if the samples do not fit the model or the loss.
  public func evaluate(
    _ dataset: some Dataset, batchSize: Int = 32, progress: ((Int) -> Void)? = nil
  ) throws -> [String: Double] {
    try check(dataset)
    let goals = try compilation.goals(for: model.architecture)
    return try Evaluator(model, goals, threads: threads, kernels: kernels)
      .evaluate(dataset, batchSize: batchSize, progress: progress)
  }

  /// Holds a dataset against the model and its loss.
  ///
  /// - Throws: `UnrollError` if the samples do not fit.
  package func check(_ dataset: some Dataset) throws {
    guard dataset.count > 0 else {
      throw UnrollError(
        .invalidInput, "the dataset holds no samples", expected: "at least one",
        hint: "give arrays with samples along their first axis")
    }
    try InputCheck(model.network).check(dataset)
    try model.network.checkBatches(of: dataset.count)
    let outputs = try Plan(
      model.network, batch: 1, layouts: dataset.layouts, mode: .inference
    ).outputs
    let goals = try compilation.goals(for: model.architecture)
    guard dataset.targetShapes.count == outputs.count else {
      throw UnrollError(
        .invalidInput, "the model has another number of outputs",
        expected: model.architecture.outputNames.joined(separator: ", "),
        found: dataset.targetShapes.count == 1
          ? "1 array of targets" : "\(dataset.targetShapes.count) arrays of targets",
        hint: "give one array of targets for each output")
    }
    for (index, goal) in goals.enumerated() {
      try locating(ifNamed: goal.name) {
        try goal.objective.checkTarget(
          Shape([1] + dataset.targetShapes[index].dimensions), output: outputs[index].shape)
      }
    }
  }
}
