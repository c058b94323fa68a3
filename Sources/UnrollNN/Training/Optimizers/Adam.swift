import Foundation
import UnrollTensor

/// m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w −= α·m / (√v + ε) with
/// α = lr·√(1−β₂ᵗ) / (1−β₁ᵗ) (Kingma and Ba, 2015).
///
/// - Keras: `Adam`; ε stands outside the root.
public struct Adam: Optimizer {
  /// Keras's name of the class.
  public static let className = "Adam"
  /// Keras saves m and v of each weight side by side.
  public static let interleavesSlots = true
  /// The step size.
  public var learningRate: Double = 0.001
  /// The share β₁ of the mean gradient that is kept.
  public var beta1: Double = 0.9
  /// The share β₂ of the mean square that is kept.
  public var beta2: Double = 0.999
  /// The number that keeps the divisor away from zero.
  public var epsilon: Double = 1e-7
  /// Whether the largest mean square so far divides (Reddi et al., 2018).
  public var amsgrad = false
  /// The largest norm of the gradient of one weight.
  public var clipnorm: Float?
  /// The largest norm of all gradients together.
  public var globalClipnorm: Float?
  /// The largest absolute value of an element of a gradient.
  public var clipvalue: Float?

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: Double, amsgrad: Bool = false) {
    self.learningRate = learningRate
    self.amsgrad = amsgrad
  }

  /// How gradients are limited before the step.
  public var clipping: GradientClipping {
    .init(norm: clipnorm, globalNorm: globalClipnorm, value: clipvalue)
  }
  /// The running means, and with `amsgrad` their largest.
  public var slotNames: [String] {
    ["momentum", "velocity"] + (amsgrad ? ["velocity_hat"] : [])
  }

  /// Changes a run of weights.
  public func apply(_ update: ParameterUpdate) {
    let step = Double(update.iteration)
    let rate = learningRate * (1 - pow(beta2, step)).squareRoot() / (1 - pow(beta1, step))
    update.kernels.adam(
      update.parameters, gradients: update.gradients, means: update.slots[0],
      variances: update.slots[1], maxima: amsgrad ? update.slots[2] : nil,
      correctedLearningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}
