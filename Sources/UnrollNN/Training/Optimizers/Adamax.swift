import Foundation
import UnrollTensor

/// m = β₁m + (1−β₁)g; u = max(β₂u, |g|); w −= lr·m / ((1−β₁ᵗ)(u + ε)): Adam in the largest norm
/// (Kingma and Ba, 2015).
///
/// - Keras: `Adamax`.
public struct Adamax: Optimizer {
  /// Keras's name of the class.
  public static let className = "Adamax"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The share β₁ of the mean gradient that is kept.
  public var beta1: Double = 0.9
  /// The share β₂ of the norm that is kept.
  public var beta2: Double = 0.999
  /// The number that keeps the divisor away from zero.
  public var epsilon: Double = 1e-7

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate) { self.learningRate = learningRate }

  /// The running mean and the norm.
  public var slotGroups: [[OptimizerSlot]] { [["momentum", "norm"]] }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    update.kernels.adamax(
      update.parameters, gradients: update.gradients, means: update.slots[0],
      norms: update.slots[1],
      correctedLearningRate: update.learningRate / (1 - pow(beta1, Double(update.iteration))),
      betas: (beta1, beta2), epsilon: epsilon)
  }
}
