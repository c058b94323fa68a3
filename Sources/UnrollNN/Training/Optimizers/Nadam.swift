import Foundation
import UnrollTensor

/// Adam with Nesterov's look ahead (Dozat, 2015).
///
/// With uₜ = β₁(1 − 0.96ᵗ/2) and Uₜ = u₁·…·uₜ:
/// w −= lr·(uₜ₊₁m / (1 − Uₜ₊₁) + (1 − uₜ)g / (1 − Uₜ)) / (√(v / (1 − β₂ᵗ)) + ε).
///
/// - Keras: `Nadam`.
public struct Nadam: Optimizer {
  /// Keras's name of the class.
  public static let className = "Nadam"
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
  /// The product Uₜ.
  public var scalars: [Float] { [1] }

  /// Multiplies the product by uₜ.
  public func advance(_ scalars: inout [Float], iteration: Int) {
    scalars[0] *= Float(share(iteration))
  }

  /// Changes one weight.
  public func apply(_ update: ParameterUpdate) {
    let (now, next) = (share(update.iteration), share(update.iteration + 1))
    let product = Double(update.scalars[0])
    update.kernels.nadam(
      update.parameters, gradients: update.gradients, means: update.slots[0],
      variances: update.slots[1], learningRate: update.learningRate, betas: (beta1, beta2),
      shares: (mean: next / (1 - product * next), gradient: (1 - now) / (1 - product)),
      varianceScale: 1 / (1 - pow(beta2, Double(update.iteration))), epsilon: epsilon)
  }

  private func share(_ iteration: Int) -> Double {
    beta1 * (1 - 0.5 * pow(0.96, Double(iteration)))
  }
}
