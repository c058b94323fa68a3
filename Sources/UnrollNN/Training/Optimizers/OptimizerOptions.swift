import UnrollTensor

/// What every optimizer can be told.
///
/// - Keras: the keyword arguments that all optimizers share.
public struct OptimizerOptions: Sendable, Codable, Equatable {
  /// The step size: a number, or a schedule.
  public var learningRate: LearningRate
  /// The share of a weight that each step takes off it, times the learning rate.
  public var weightDecay: Double?
  /// The largest norm of the gradient of one weight.
  public var clipnorm: Float?
  /// The largest norm of all gradients together.
  public var globalClipnorm: Float?
  /// The largest absolute value of an element of a gradient.
  public var clipvalue: Float?
  /// Whether a running average of the weights is kept, which replaces them after `fit`.
  public var useEma = false
  /// The share of the average that each step keeps.
  public var emaMomentum: Double = 0.99
  /// After how many steps the average replaces the weights during training; nil never.
  public var emaOverwriteFrequency: Int?
  /// Over how many batches gradients are averaged before the weights change; nil one.
  public var gradientAccumulationSteps: Int?

  /// Creates options; all but the learning rate at Keras's defaults.
  ///
  /// - Parameters:
  ///   - learningRate: the step size.
  ///   - weightDecay: the share of a weight that each step takes off it.
  public init(learningRate: LearningRate = 0.001, weightDecay: Double? = nil) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// How gradients are limited before the step.
  var clipping: GradientClipping {
    GradientClipping(norm: clipnorm, globalNorm: globalClipnorm, value: clipvalue)
  }

  /// The number of batches of a step.
  var batchesPerStep: Int { max(gradientAccumulationSteps ?? 1, 1) }

  /// The average of a weight, and the sum of its gradients, where they are kept.
  var slotGroups: [[OptimizerSlot]] {
    (useEma ? [[Self.average]] : []) + (batchesPerStep > 1 ? [[Self.accumulator]] : [])
  }

  static let average: OptimizerSlot = "average"
  static let accumulator: OptimizerSlot = "gradient_accumulator"

  func validate() throws {
    try learningRate.validate()
    try clipping.validate()
    if useEma {
      try require(
        (0...1).contains(emaMomentum), "ema_momentum lies between 0 and 1", found: emaMomentum)
      let frequency = emaOverwriteFrequency ?? 1
      try require(
        frequency >= 0, "ema_overwrite_frequency is a number of steps", found: frequency)
    }
    let batches = gradientAccumulationSteps ?? 0
    try require(
      batches == 0 || batches >= 2, "gradient_accumulation_steps are at least 2", found: batches)
  }
}
