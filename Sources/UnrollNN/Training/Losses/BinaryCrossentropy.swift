import Foundation
import UnrollTensor

/// −y log p − (1 − y) log(1 − p), averaged over the last axis.
///
/// Behind a sigmoid the formula on logits is used, exact where p rounds to 0 or 1, with the
/// gradient p − y, as Keras computes it on TensorFlow; otherwise p is kept 1e-7 away from both.
public struct BinaryCrossentropy: Loss {
  /// Keras's name.
  public let name = "binary_crossentropy"
  /// The formula on logits belongs to sigmoid.
  public let logitsActivation: ActivationFunction? = .sigmoid
  /// The distance that probabilities keep from 0 and 1.
  static let epsilon: Float = 1e-7

  /// Creates the loss.
  public init() {}

  /// Adds up the losses and fills the gradient.
  public func evaluate(_ pass: LossPass) -> Double {
    let columns = pass.output.columns
    let scale = pass.scale / Float(columns)
    let logits = pass.logits(of: .sigmoid)
    return pass.sum { position in
      var sum = 0.0
      for column in 0..<columns {
        let (p, y) = (pass.output[position, column], pass.targets[position, column])
        if let logits {
          sum += Self.loss(logit: Double(logits[position, column]), Double(y))
          pass.gradient?[position, column] = scale * (p - y)
        } else {
          let (loss, slope) = Self.loss(probability: p, y)
          sum += loss
          pass.gradient?[position, column] = scale * slope
        }
      }
      return sum / Double(columns)
    }
  }

  /// The loss from logits: max(z, 0) − z·y + log(1 + e^−|z|).
  private static func loss(logit: Double, _ target: Double) -> Double {
    max(logit, 0) - logit * target + log1p(exp(-abs(logit)))
  }

  private static func loss(probability: Float, _ target: Float) -> (Double, Float) {
    let p = min(max(probability, epsilon), 1 - epsilon)
    let loss = -Double(target) * log(Double(p)) - Double(1 - target) * log(Double(1 - p))
    return (loss, p == probability ? (p - target) / (p * (1 - p)) : 0)
  }
}

extension Loss where Self == BinaryCrossentropy {
  /// Binary cross-entropy.
  public static var binaryCrossentropy: BinaryCrossentropy { .init() }
}
