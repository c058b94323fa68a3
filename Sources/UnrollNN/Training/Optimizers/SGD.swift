import UnrollTensor

/// Gradient descent: w −= lr·g; with momentum m = μm − lr·g, w += m.
///
/// - Keras: `SGD`.
public struct SGD: Optimizer {
  /// Keras's name of the class.
  public static let className = "SGD"
  /// The options that every optimizer has.
  public var options = OptimizerOptions(learningRate: 0.01)
  /// The share μ of the last step that is kept.
  public var momentum: Double = 0
  /// Whether the momentum looks one step ahead: w += μm − lr·g.
  public var nesterov = false

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate, momentum: Double = 0, nesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// The momentum, if there is one.
  public var slotGroups: [[OptimizerSlot]] { momentum == 0 ? [] : [["momentum"]] }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.sgd(
      update.parameters, gradients: update.gradients, momenta: update.slots.first,
      learningRate: update.learningRate, momentum: momentum, nesterov: nesterov)
  }

  /// Checks the momentum.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require((0...1).contains(momentum), "momentum lies between 0 and 1", found: momentum)
  }
}
