import Foundation
import UnrollTensor

/// (1 − pₜ)^γ times the binary cross-entropy, averaged over the last axis; pₜ is the probability
/// of the target (Lin et al., 2018).
///
/// Behind a sigmoid the cross-entropy is computed from logits, as in ``BinaryCrossentropy``.
public struct BinaryFocalCrossentropy: Loss {
  /// Keras's name of the class.
  public static let className = "BinaryFocalCrossentropy"
  /// The formula on logits belongs to sigmoid; with `fromLogits` the output is the logit.
  public var logitsActivation: ActivationFunction? { fromLogits ? nil : .sigmoid }
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// Whether targets 1 are weighed by α, and 0 by 1 − α.
  public var applyClassBalancing = false
  /// The weight α of targets 1.
  public var alpha = 0.25
  /// The exponent γ; 0 leaves the cross-entropy.
  public var gamma = 2.0
  /// Whether the output is what a sigmoid is still to be applied to.
  public var fromLogits = false
  /// How far targets are drawn towards 1/2, from 0 to 1.
  public var labelSmoothing = 0.0

  /// Creates the loss with Keras's defaults; options are properties.
  public init() {}

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try LossOption.requireShare(labelSmoothing, "label_smoothing")
    try LossOption.requireShare(alpha, "alpha")
    try LossOption.requireNotNegative(gamma, "gamma")
  }

  /// The mean over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let logits = fromLogits ? pass.output : pass.logits(of: .sigmoid)
    let share = 1 / Double(pass.columns)
    var sum = 0.0
    for column in 0..<pass.columns {
      let label = Double(pass.targets[position, column])
      let y = label * (1 - labelSmoothing) + labelSmoothing / 2
      let weight = applyClassBalancing ? y * alpha + (1 - y) * (1 - alpha) : 1
      let (loss, slope) =
        logits.map { focal(logit: Double($0[position, column]), y) }
        ?? focal(probability: Double(pass.output[position, column]), y)
      sum += weight * loss
      pass.setGradient(position, column, weight * slope * share)
    }
    return sum * share
  }

  private func focal(logit: Double, _ y: Double) -> (Double, Double) {
    let p = BinaryTerm.sigmoid(logit)
    return focal(p, y, BinaryTerm.loss(logit: logit, y), derivative: p * (1 - p))
  }

  private func focal(probability p: Double, _ y: Double) -> (Double, Double) {
    focal(p, y, BinaryTerm.loss(probability: p, y), derivative: 1)
  }

  /// The product rule; `derivative` is that of the probability by what the gradient is of.
  private func focal(
    _ p: Double, _ y: Double, _ entropy: (value: Double, slope: Double), derivative: Double
  ) -> (Double, Double) {
    let miss = 1 - (y * p + (1 - y) * (1 - p))
    let factor = pow(miss, gamma)
    let slope = miss > 0 ? gamma * pow(miss, gamma - 1) * (1 - 2 * y) * derivative : 0
    return (factor * entropy.value, slope * entropy.value + factor * entropy.slope)
  }
}

extension Loss where Self == BinaryFocalCrossentropy {
  /// Binary cross-entropy that looks at hard samples more than at easy ones.
  public static var binaryFocalCrossentropy: BinaryFocalCrossentropy { .init() }
}
