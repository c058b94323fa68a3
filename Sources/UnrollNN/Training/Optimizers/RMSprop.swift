import UnrollTensor

/// v = ρv + (1−ρ)g²; w −= lr·g / √(v + ε), optionally centered and with momentum.
///
/// - Keras: `RMSprop`; ε stands inside the root.
public struct RMSprop: Optimizer {
  /// Keras's name of the class.
  public static let className = "RMSprop"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The share ρ of the running means that is kept.
  public var rho: Double = 0.9
  /// The share of the last step that is kept.
  public var momentum: Double = 0
  /// The number that keeps the root away from zero.
  public var epsilon: Double = 1e-7
  /// Whether the mean gradient is taken off, so that v is a variance.
  public var centered = false

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(
    learningRate: LearningRate, rho: Double = 0.9, momentum: Double = 0, centered: Bool = false
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.centered = centered
  }

  /// The running means, as far as they are used.
  public var slotGroups: [[OptimizerSlot]] {
    [["velocity"]] + (momentum > 0 ? [["momentum"]] : [])
      + (centered ? [["average_gradient"]] : [])
  }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.rmsprop(
      update.parameters, gradients: update.gradients, velocities: update.slots[0],
      momenta: momentum > 0 ? update.slots[1] : nil, averages: centered ? update.slots.last : nil,
      learningRate: update.learningRate, rho: rho, momentum: momentum, epsilon: epsilon)
  }

  /// Checks the momentum.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require(momentum >= 0, "momentum must not be negative", found: momentum)
  }
}
