import UnrollTensor

/// |p − y|, averaged over the last axis; at 0 the derivative is 0.
public struct MeanAbsoluteError: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "MeanAbsoluteError"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = output - target
    return (abs(error), error.signum)
  }
}

/// 100 |p − y| / |y|, averaged over the last axis; |y| is at least 1e-7.
public struct MeanAbsolutePercentageError: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "MeanAbsolutePercentageError"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = output - target
    let scale = 100 / max(abs(target), lossEpsilon)
    return (scale * abs(error), scale * error.signum)
  }
}

extension Double {
  /// −1, 0 or 1.
  fileprivate var signum: Double { self > 0 ? 1 : self < 0 ? -1 : self }
}

extension Loss where Self == MeanAbsoluteError {
  /// Mean absolute error.
  public static var meanAbsoluteError: MeanAbsoluteError { .init() }
}

extension Loss where Self == MeanAbsolutePercentageError {
  /// Mean absolute percentage error.
  public static var meanAbsolutePercentageError: MeanAbsolutePercentageError { .init() }
}
