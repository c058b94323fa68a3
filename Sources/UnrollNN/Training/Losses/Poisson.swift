import Foundation
import UnrollTensor

/// p − y log(p + 1e-7), averaged over the last axis.
public struct Poisson: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "Poisson"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let rate = output + lossEpsilon
    return (output - target * log(rate), 1 - target / rate)
  }
}

extension Loss where Self == Poisson {
  /// The loss of rates for counts.
  public static var poisson: Poisson { .init() }
}
