import Foundation
import UnrollTensor

/// log cosh(p − y), averaged over the last axis.
public struct LogCosh: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "LogCosh"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = output - target
    // In this form nothing overflows.
    return (abs(error) + log1p(exp(-2 * abs(error))) - M_LN2, tanh(error))
  }
}

extension Loss where Self == LogCosh {
  /// The logarithm of the hyperbolic cosine of the error.
  public static var logCosh: LogCosh { .init() }
}
