import UnrollTensor

/// a = ρa + (1−ρ)g²; s = g·√(d + ε) / √(a + ε); d = ρd + (1−ρ)s²; w −= lr·s (Zeiler, 2012).
///
/// - Keras: `Adadelta`.
public struct Adadelta: Optimizer {
  /// Keras's name of the class.
  public static let className = "Adadelta"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The share ρ of the running means that is kept.
  public var rho: Double = 0.95
  /// The number that keeps the roots away from zero.
  public var epsilon: Double = 1e-7

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate, rho: Double = 0.95) {
    self.learningRate = learningRate
    self.rho = rho
  }

  /// The mean squares of gradients and of steps.
  public var slotGroups: [[OptimizerSlot]] { [["accumulated_grad", "accumulated_delta_var"]] }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.adadelta(
      update.parameters, gradients: update.gradients, squares: update.slots[0],
      steps: update.slots[1], learningRate: update.learningRate, rho: rho, epsilon: epsilon)
  }
}
