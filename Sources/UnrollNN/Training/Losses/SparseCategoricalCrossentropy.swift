public import UnrollTensor

/// −log p of the target's class, for targets that are class numbers.
///
/// A class that does not exist counts as none.
public struct SparseCategoricalCrossentropy: Loss {
  /// Keras's name of the class.
  public static let className = "SparseCategoricalCrossentropy"
  /// The formula on logits belongs to softmax.
  public var logitsActivation: ActivationFunction? { .softmax }
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// Whether the output is what a softmax would be applied to; without effect behind a softmax.
  public var fromLogits = false
  /// A class whose positions do not count, as if they were masked.
  public var ignoreClass: Int?

  /// Creates the loss with Keras's defaults.
  public init() {}
  /// Creates the loss.
  public init(fromLogits: Bool = false, ignoreClass: Int? = nil) {
    self.fromLogits = fromLogits
    self.ignoreClass = ignoreClass
  }

  /// Targets are class numbers: the shape of the output without its last axis, or with 1 there.
  ///
  /// - Throws: `UnrollError` if they are not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireClasses(target, output: output, name)
  }

  /// Whether there is a class that is left out.
  public var leavesPositionsOut: Bool { ignoreClass != nil }

  /// Whether the target is not the class that is left out.
  public func counts(_ position: Int, of pass: LossPass) -> Bool {
    ignoreClass.map { pass.targets[position, 0] != Float($0) } ?? true
  }

  /// The cross-entropy of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let wanted = pass.targets[position, 0]
    return CrossentropyRow(pass: pass, position: position, fromLogits: fromLogits)
      .loss { Float($0) == wanted ? 1 : 0 }
  }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// Categorical cross-entropy, for class numbers.
  public static var sparseCategoricalCrossentropy: SparseCategoricalCrossentropy { .init() }
}
