/// A run of training as callbacks see it.
public final class TrainingContext {
  /// The size of the run.
  public let plan: TrainingPlan
  /// The model that is trained.
  public let model: Model
  /// Whether each epoch ends with a validation.
  public let hasValidation: Bool
  /// The names of the metrics that are collected beside the loss.
  public let metricNames: [String]
  private let compilation: Compilation

  package init(
    _ plan: TrainingPlan, _ model: Model, _ compilation: Compilation, hasValidation: Bool
  ) {
    self.plan = plan
    self.model = model
    self.compilation = compilation
    self.hasValidation = hasValidation
    metricNames = compilation.metrics.map(\.name)
  }

  /// The learning rate of the next step.
  public var learningRate: Double {
    (model.compilation ?? compilation).optimizer.learningRate.value(after: iterations)
  }

  /// Sets the learning rate of the steps to come; the model keeps it, and is saved with it.
  ///
  /// - Throws: `UnrollError` if it is no learning rate, or the optimizer follows a schedule.
  public func setLearningRate(_ rate: Double) throws {
    try require(rate.isFinite && rate >= 0, "a learning rate must be 0 or more", found: rate)
    try model.setLearningRate(rate)
  }

  /// The number of steps that the optimizer has done, those before this run among them.
  public var iterations: Int { model.optimizerState?.iterations ?? 0 }
}

/// The size of a run.
public struct TrainingPlan: Sendable {
  /// The epoch before which the run ends: without an initial epoch, the number of epochs.
  public let epochs: Int
  /// The first epoch of the run, counted from 0.
  public let initialEpoch: Int
  /// The number of batches of an epoch.
  public let steps: Int
  /// The number of samples of an epoch.
  public let samples: Int

  package init(epochs: Int, initialEpoch: Int, steps: Int, samples: Int) {
    self.epochs = epochs
    self.initialEpoch = initialEpoch
    self.steps = steps
    self.samples = samples
  }
}
