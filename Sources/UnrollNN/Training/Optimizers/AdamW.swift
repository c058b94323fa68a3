import UnrollTensor

/// Adam with weights that decay beside its steps (Loshchilov and Hutter, 2019).
///
/// - Keras: `AdamW`.
public struct AdamW: AdamRule {
  /// Keras's name of the class.
  public static let className = "AdamW"
  /// The options that every optimizer has.
  public var options = OptimizerOptions(weightDecay: 0.004)
  /// The share β₁ of the mean gradient that is kept.
  public var beta1: Double = 0.9
  /// The share β₂ of the mean square that is kept.
  public var beta2: Double = 0.999
  /// The number that keeps the divisor away from zero.
  public var epsilon: Double = 1e-7
  /// Whether the largest mean square so far divides.
  public var amsgrad = false

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate, weightDecay: Double = 0.004) {
    options = OptimizerOptions(learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Wants a weight decay, as Keras does.
  ///
  /// - Throws: `UnrollError` if there is none.
  public func validate() throws {
    try require(options.weightDecay != nil, "AdamW needs a weight_decay")
  }
}
