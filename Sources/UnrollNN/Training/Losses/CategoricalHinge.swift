public import UnrollTensor

/// max(largest (1 − y) p − Σ y p + 1, 0) over the last axis, for one-hot targets.
public struct CategoricalHinge: Loss {
  /// Keras's name of the class.
  public static let className = "CategoricalHinge"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  /// Targets have the shape of the output.
  ///
  /// - Throws: `UnrollError` if they do not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireRows(target, output: output, name)
  }

  /// The margin between the target's class and the best of the others.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    var (positive, negative, ties) = (0.0, -Double.infinity, 0.0)
    for column in 0..<pass.columns {
      let (y, p) = Self.pair(pass, position, column)
      positive += y * p
      let other = (1 - y) * p
      ties = other > negative ? 1 : other == negative ? ties + 1 : ties
      negative = max(negative, other)
    }
    let margin = negative - positive + 1
    for column in 0..<pass.columns where pass.gradient != nil {
      let (y, p) = Self.pair(pass, position, column)
      // Classes that are equally good share the gradient of the largest.
      let other = (1 - y) * p == negative ? (1 - y) / ties : 0
      pass.setGradient(position, column, margin >= 0 ? other - y : 0)
    }
    return max(margin, 0)
  }

  private static func pair(_ pass: LossPass, _ position: Int, _ column: Int) -> (Double, Double) {
    (Double(pass.targets[position, column]), Double(pass.output[position, column]))
  }
}

extension Loss where Self == CategoricalHinge {
  /// The hinge loss of classes, for one-hot targets.
  public static var categoricalHinge: CategoricalHinge { .init() }
}
