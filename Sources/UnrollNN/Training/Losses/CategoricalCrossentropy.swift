public import UnrollTensor

/// −Σ y log p over the classes of the last axis, for one-hot targets.
///
/// Behind a softmax the formula on logits is used; otherwise the outputs are divided by their sum
/// and kept 1e-7 away from 0 and 1, as in Keras.
public struct CategoricalCrossentropy: Loss {
  /// Keras's name of the class.
  public static let className = "CategoricalCrossentropy"
  /// The formula on logits belongs to softmax.
  public var logitsActivation: ActivationFunction? { .softmax }
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// Whether the output is what a softmax would be applied to; without effect behind a softmax.
  public var fromLogits = false
  /// How far targets are drawn towards equal shares of all classes, from 0 to 1.
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

  /// Targets have the shape of the output.
  ///
  /// - Throws: `UnrollError` if they do not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireRows(target, output: output, name)
  }

  /// The cross-entropy of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let (kept, added) = (1 - labelSmoothing, labelSmoothing / Double(pass.columns))
    return CrossentropyRow(pass: pass, position: position, fromLogits: fromLogits)
      .loss { Double(pass.targets[position, $0]) * kept + added }
  }
}

extension Loss where Self == CategoricalCrossentropy {
  /// Categorical cross-entropy, for one-hot targets.
  public static var categoricalCrossentropy: CategoricalCrossentropy { .init() }
}
