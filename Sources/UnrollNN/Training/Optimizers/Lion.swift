import UnrollTensor

/// w −= lr·sign(β₁m + (1−β₁)g); m = β₂m + (1−β₂)g (Chen et al., 2023).
///
/// - Keras: `Lion`.
public struct Lion: Optimizer {
  /// Keras's name of the class.
  public static let className = "Lion"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The share β₁ of the momentum in the direction of the step.
  public var beta1: Double = 0.9
  /// The share β₂ of the momentum that is kept.
  public var beta2: Double = 0.99

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate) { self.learningRate = learningRate }

  /// The momentum.
  public var slotGroups: [[OptimizerSlot]] { [["momentum"]] }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.lion(
      update.parameters, gradients: update.gradients, momenta: update.slots[0],
      learningRate: update.learningRate, betas: (beta1, beta2))
  }

  /// Wants a momentum.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require(beta1 > 0 && beta1 <= 1, "beta_1 lies above 0 and up to 1", found: beta1)
  }
}
