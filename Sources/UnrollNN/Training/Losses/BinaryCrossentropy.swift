import Foundation
import UnrollTensor

/// −y log p − (1 − y) log(1 − p), averaged over the last axis.
///
/// Behind a sigmoid the formula on logits is used, exact where p rounds to 0 or 1, with the
/// gradient p − y, as Keras computes it on TensorFlow; otherwise p is kept 1e-7 away from both.
public struct BinaryCrossentropy: Loss {
  /// Keras's name of the class.
  public static let className = "BinaryCrossentropy"
  /// The formula on logits belongs to sigmoid.
  public var logitsActivation: ActivationFunction? { .sigmoid }
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// Whether the output is what a sigmoid would be applied to; without effect behind a sigmoid.
  public var fromLogits = false
  /// How far targets are drawn towards 1/2, from 0 to 1.
  public var labelSmoothing = 0.0

  /// Creates the loss with Keras's defaults.
  public init() {}
  /// Creates the loss.
  public init(fromLogits: Bool = false, labelSmoothing: Double = 0) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  /// Checks the smoothing.
  ///
  /// - Throws: `UnrollError` if it is not a share.
  public func validate() throws { try LossOption.requireShare(labelSmoothing, "label_smoothing") }

  /// The mean over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let logits = pass.logits(of: .sigmoid) ?? (fromLogits ? pass.output : nil)
    let share = 1 / Double(pass.columns)
    var sum = 0.0
    for column in 0..<pass.columns {
      let label = Double(pass.targets[position, column])
      let y = label * (1 - labelSmoothing) + labelSmoothing / 2
      let (loss, slope) =
        logits.map { BinaryTerm.loss(logit: Double($0[position, column]), y) }
        ?? BinaryTerm.loss(probability: Double(pass.output[position, column]), y)
      sum += loss
      pass.setGradient(position, column, slope * share)
    }
    return sum * share
  }
}

/// The cross-entropy of one element and its derivative.
enum BinaryTerm {
  /// max(z, 0) − z·y + log(1 + e^−|z|), and its derivative by the logit.
  static func loss(logit: Double, _ target: Double) -> (value: Double, slope: Double) {
    let value = max(logit, 0) - logit * target + log1p(exp(-abs(logit)))
    return (value, sigmoid(logit) - target)
  }

  /// The loss of a probability kept away from 0 and 1, and its derivative by the probability.
  static func loss(probability: Double, _ target: Double) -> (value: Double, slope: Double) {
    let p = min(max(probability, lossEpsilon), 1 - lossEpsilon)
    let value = -target * log(p) - (1 - target) * log(1 - p)
    return (value, p == probability ? (p - target) / (p * (1 - p)) : 0)
  }

  /// 1 / (1 + e⁻ᶻ), without overflow.
  static func sigmoid(_ logit: Double) -> Double {
    let small = exp(-abs(logit))
    return (logit >= 0 ? 1 : small) / (1 + small)
  }
}

/// Checks of options that several losses have.
enum LossOption {
  static func requireShare(_ value: Double, _ name: String) throws {
    guard (0...1).contains(value) else {
      throw UnrollError(
        .invalidConfiguration, "\(name) must lie between 0 and 1", path: [name],
        found: "\(value)")
    }
  }

  static func requireNotNegative(_ value: Double, _ name: String) throws {
    guard value >= 0 else {
      throw UnrollError(
        .invalidConfiguration, "\(name) must not be negative", path: [name], found: "\(value)")
    }
  }
}

extension Loss where Self == BinaryCrossentropy {
  /// Binary cross-entropy.
  public static var binaryCrossentropy: BinaryCrossentropy { .init() }
}
