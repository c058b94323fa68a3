import UnrollTensor

/// With what a model is trained: Keras's `compile`.
public struct Compilation: Sendable {
  /// The rule that changes the weights.
  public var optimizer: any Optimizer
  /// What each output is made to do, in the order of the outputs; never empty.
  public private(set) var objectives: [Objective]

  /// Creates the choice for a model with one output.
  public init(optimizer: any Optimizer, loss: any Loss, metrics: [AnyMetric] = []) {
    self.optimizer = optimizer
    objectives = [Objective(loss: loss, metrics: metrics)]
  }

  /// Creates the choice for a model with several outputs.
  ///
  /// - Parameters:
  ///   - optimizer: the rule that changes the weights.
  ///   - objectives: one for each output, in their order.
  /// - Throws: `UnrollError` if no output has a loss.
  public init(optimizer: any Optimizer, objectives: [Objective]) throws {
    guard objectives.contains(where: { !($0.loss is NoLoss) }) else {
      throw UnrollError(
        .invalidConfiguration, "no output of the model has a loss",
        hint: "compile the model with a loss")
    }
    self.optimizer = optimizer
    self.objectives = objectives
  }

  /// What is made small: the loss of the first output.
  public var loss: any Loss {
    get { objectives[0].loss }
    set { objectives[0].loss = newValue }
  }
  /// What is reported beside the loss of the first output.
  public var metrics: [AnyMetric] {
    get { objectives[0].metrics }
    set { objectives[0].metrics = newValue }
  }
  /// What is reported of the first output with sample weights.
  public var weightedMetrics: [AnyMetric] {
    get { objectives[0].weightedMetrics }
    set { objectives[0].weightedMetrics = newValue }
  }
}

/// What one output of a model is made to do: its loss, and what is reported of it.
public struct Objective: Sendable {
  /// What is made small; ``NoLoss`` for an output that is not trained on.
  public var loss: any Loss
  /// The share of the loss in the whole: Keras's `loss_weights`; nil for 1.
  public var lossWeight: Double?
  /// What is reported, without sample weights.
  public var metrics: [AnyMetric]
  /// What is reported with sample weights.
  public var weightedMetrics: [AnyMetric]

  /// Creates the choice for one output.
  public init(
    loss: any Loss, lossWeight: Double? = nil, metrics: [AnyMetric] = [],
    weightedMetrics: [AnyMetric] = []
  ) {
    self.loss = loss
    self.lossWeight = lossWeight
    self.metrics = metrics
    self.weightedMetrics = weightedMetrics
  }

  /// Checks the shape of the targets against loss and metrics; the batch is the first axis.
  ///
  /// - Throws: `UnrollError` if they do not fit.
  func checkTarget(_ target: Shape, output: Shape) throws {
    try loss.checkTarget(target, output: output)
    for metric in metrics + weightedMetrics {
      try locating(metric.name) { try metric.checkTarget(target, output: output) }
    }
  }
}
