import Foundation
import UnrollTensor

/// The options and the step that Adam and AdamW have in common.
public protocol AdamRule: Optimizer {
  /// The share β₁ of the mean gradient that is kept.
  var beta1: Double { get }
  /// The share β₂ of the mean square that is kept.
  var beta2: Double { get }
  /// The number that keeps the divisor away from zero.
  var epsilon: Double { get }
  /// Whether the largest mean square so far divides (Reddi et al., 2018).
  var amsgrad: Bool { get }
}

extension AdamRule {
  /// The running means, and with `amsgrad` their largest.
  public var slotGroups: [[OptimizerSlot]] {
    [["momentum", "velocity"]] + (amsgrad ? [["velocity_hat"]] : [])
  }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    let step = Double(update.iteration)
    let rate =
      update.learningRate * (1 - pow(beta2, step)).squareRoot() / (1 - pow(beta1, step))
    update.kernels.adam(
      update.parameters, gradients: update.gradients, means: update.slots[0],
      variances: update.slots[1], maxima: amsgrad ? update.slots[2] : nil,
      correctedLearningRate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }
}

/// m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w −= α·m / (√v + ε) with
/// α = lr·√(1−β₂ᵗ) / (1−β₁ᵗ) (Kingma and Ba, 2015).
///
/// - Keras: `Adam`; ε stands outside the root.
public struct Adam: AdamRule {
  /// Keras's name of the class.
  public static let className = "Adam"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
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
  public init(learningRate: LearningRate, amsgrad: Bool = false) {
    self.learningRate = learningRate
    self.amsgrad = amsgrad
  }
}
