public import UnrollTensor

/// No loss: the output of a model with several that is not trained on, Keras's `None`.
public struct NoLoss: Loss {
  /// No name in Keras.
  public static let className = "None"
  /// Nothing is divided.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  /// Any targets do.
  public func checkTarget(_ target: Shape, output: Shape) {}

  /// Nothing, and no gradient.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    for column in 0..<pass.columns { pass.setGradient(position, column, 0) }
    return 0
  }
}
