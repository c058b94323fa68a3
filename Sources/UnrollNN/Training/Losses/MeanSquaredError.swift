import UnrollTensor

/// (p − y)², averaged over the last axis.
public struct MeanSquaredError: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "MeanSquaredError"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = output - target
    return (error * error, 2 * error)
  }
}

extension Loss where Self == MeanSquaredError {
  /// Mean squared error.
  public static var meanSquaredError: MeanSquaredError { .init() }
}
