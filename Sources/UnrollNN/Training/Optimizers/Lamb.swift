import Foundation
import UnrollTensor

/// Adam's direction, in steps whose length follows the length of the weight (You et al., 2020).
///
/// - Keras: `Lamb`.
public struct Lamb: Optimizer {
  /// Keras's name of the class.
  public static let className = "Lamb"
  /// The options that every optimizer has.
  public var options = OptimizerOptions()
  /// The share β₁ of the mean gradient that is kept.
  public var beta1: Double = 0.9
  /// The share β₂ of the mean square that is kept.
  public var beta2: Double = 0.999
  /// The number that keeps the divisor away from zero.
  public var epsilon: Double = 1e-7

  /// Creates the optimizer with Keras's defaults.
  public init() {}
  /// Creates the optimizer; further options are properties.
  public init(learningRate: LearningRate) { self.learningRate = learningRate }

  /// The running means.
  public var slotGroups: [[OptimizerSlot]] { [["momentum", "velocity"]] }

  /// The length of a step follows from the whole weight.
  public var isElementwise: Bool { false }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    let step = Double(update.iteration)
    update.kernels.lambDirection(
      update.gradients, means: update.slots[0], variances: update.slots[1],
      betas: (beta1, beta2), meanScale: 1 / (1 - pow(beta1, step)),
      varianceScale: 1 / (1 - pow(beta2, step)), epsilon: epsilon)
    let weight = update.kernels.sumOfSquares(update.parameters).squareRoot()
    let direction = update.kernels.sumOfSquares(update.gradients).squareRoot()
    let ratio = weight > 0 && direction > 0 ? weight / direction : 1
    update.kernels.sgd(
      update.parameters, gradients: update.gradients, learningRate: update.learningRate * ratio)
  }
}
