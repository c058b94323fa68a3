import UnrollTensor

/// Follow the regularised leader (McMahan et al., 2013): the weight that solves a quadratic problem
/// with L1 and L2 penalties, whose curvature grows with the sum of squared gradients.
///
/// - Keras: `Ftrl`.
public struct Ftrl: Optimizer {
  /// Keras's name of the class.
  public static let className = "Ftrl"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// How the step size falls with the sum of squares; not positive.
  public var learningRatePower: Double = -0.5
  /// The sum of squares before the first step.
  public var initialAccumulatorValue: Float = 0.1
  /// The strength of the L1 penalty.
  public var l1RegularizationStrength: Double = 0
  /// The strength of the L2 penalty.
  public var l2RegularizationStrength: Double = 0
  /// The strength of an L2 penalty that acts on the gradient.
  public var l2ShrinkageRegularizationStrength: Double = 0
  /// An L2 penalty that counts in units of the learning rate.
  public var beta: Double = 0

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate) { self.learningRate = learningRate }

  /// The sum of squares and the linear term.
  public var slotGroups: [[OptimizerSlot]] {
    [[OptimizerSlot("accumulator", initial: initialAccumulatorValue), "linear"]]
  }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.ftrl(
      update.parameters, gradients: update.gradients, sums: update.slots[0],
      linears: update.slots[1], learningRate: update.learningRate, power: -learningRatePower,
      penalties: (
        l1: l1RegularizationStrength,
        l2: l2RegularizationStrength + beta / (2 * update.learningRate),
        shrinkage: l2ShrinkageRegularizationStrength
      ))
  }

  /// Checks the signs.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try require(
      learningRatePower <= 0, "learning_rate_power must not be positive", found: learningRatePower)
    try require(
      initialAccumulatorValue >= 0, "initial_accumulator_value must not be negative",
      found: initialAccumulatorValue)
    let strengths = [
      ("l1_regularization_strength", l1RegularizationStrength),
      ("l2_regularization_strength", l2RegularizationStrength),
      ("l2_shrinkage_regularization_strength", l2ShrinkageRegularizationStrength),
    ]
    for (name, strength) in strengths {
      try require(strength >= 0, "\(name) must not be negative", found: strength)
    }
  }
}
