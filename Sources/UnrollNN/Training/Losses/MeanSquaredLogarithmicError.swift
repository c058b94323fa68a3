import Foundation
import UnrollTensor

/// (log(p + 1) − log(y + 1))², averaged over the last axis; p and y are at least 1e-7.
public struct MeanSquaredLogarithmicError: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "MeanSquaredLogarithmicError"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = log1p(max(output, lossEpsilon)) - log1p(max(target, lossEpsilon))
    return (error * error, output >= lossEpsilon ? 2 * error / (output + 1) : 0)
  }
}

extension Loss where Self == MeanSquaredLogarithmicError {
  /// Mean squared logarithmic error.
  public static var meanSquaredLogarithmicError: MeanSquaredLogarithmicError { .init() }
}
