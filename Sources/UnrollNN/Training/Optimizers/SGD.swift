import UnrollTensor

/// Gradient descent: w −= lr·g; with momentum m = μm − lr·g, w += m.
///
/// - Keras: `SGD`.
public struct SGD: Optimizer {
  /// Keras's name of the class.
  public static let className = "SGD"
  /// The step size.
  public var learningRate: Double = 0.01
  /// The share μ of the last step that is kept.
  public var momentum: Double = 0
  /// Whether the momentum looks one step ahead: w += μm − lr·g.
  public var nesterov = false
  /// The largest norm of the gradient of one weight.
  public var clipnorm: Float?
  /// The largest norm of all gradients together.
  public var globalClipnorm: Float?
  /// The largest absolute value of an element of a gradient.
  public var clipvalue: Float?

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: Double, momentum: Double = 0, nesterov: Bool = false) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.nesterov = nesterov
  }

  /// How gradients are limited before the step.
  public var clipping: GradientClipping {
    .init(norm: clipnorm, globalNorm: globalClipnorm, value: clipvalue)
  }
  /// The momentum, if there is one.
  public var slotNames: [String] { momentum == 0 ? [] : ["momentum"] }

  /// Changes a run of weights.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.sgd(
      update.parameters, gradients: update.gradients, momenta: update.slots.first,
      learningRate: learningRate, momentum: momentum, nesterov: nesterov)
  }
}
