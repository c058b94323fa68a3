import UnrollTensor

/// v = ρv + (1−ρ)g²; w −= lr·g / √(v + ε), optionally centered and with momentum.
///
/// - Keras: `RMSprop`; ε stands inside the root.
public struct RMSprop: Optimizer {
  /// Keras's name of the class.
  public static let className = "RMSprop"
  /// The step size.
  public var learningRate: Double = 0.001
  /// The share ρ of the running means that is kept.
  public var rho: Double = 0.9
  /// The share of the last step that is kept.
  public var momentum: Double = 0
  /// The number that keeps the root away from zero.
  public var epsilon: Double = 1e-7
  /// Whether the mean gradient is taken off, so that v is a variance.
  public var centered = false
  /// The largest norm of the gradient of one weight.
  public var clipnorm: Float?
  /// The largest norm of all gradients together.
  public var globalClipnorm: Float?
  /// The largest absolute value of an element of a gradient.
  public var clipvalue: Float?

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(
    learningRate: Double, rho: Double = 0.9, momentum: Double = 0, centered: Bool = false
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.momentum = momentum
    self.centered = centered
  }

  /// How gradients are limited before the step.
  public var clipping: GradientClipping {
    .init(norm: clipnorm, globalNorm: globalClipnorm, value: clipvalue)
  }
  /// The running means, as far as they are used.
  public var slotNames: [String] {
    ["velocity"] + (momentum > 0 ? ["momentum"] : []) + (centered ? ["average_gradient"] : [])
  }

  /// Changes a run of weights.
  public func apply(_ update: ParameterUpdate) {
    let slots = Dictionary(uniqueKeysWithValues: zip(slotNames, update.slots))
    update.kernels.rmsprop(
      update.parameters, gradients: update.gradients, velocities: update.slots[0],
      momenta: slots["momentum"], averages: slots["average_gradient"],
      learningRate: learningRate, rho: rho, momentum: momentum, epsilon: epsilon)
  }
}
