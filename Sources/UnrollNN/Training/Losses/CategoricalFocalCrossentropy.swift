import Foundation
public import UnrollTensor

/// −Σ α (1 − p)^γ y log p over the classes of the last axis, for one-hot targets.
///
/// The outputs, or their softmax, are divided by their sum and kept 1e-7 away from 0 and 1, behind
/// a softmax too: Keras has no other formula.
public struct CategoricalFocalCrossentropy: Loss {
  /// Keras's name of the class.
  public static let className = "CategoricalFocalCrossentropy"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// The weight α of all classes.
  public var alpha = 0.25
  /// The exponent γ.
  public var gamma = 2.0
  /// Whether the output is what a softmax is still to be applied to.
  public var fromLogits = false
  /// How far targets are drawn towards equal shares of all classes, from 0 to 1.
  public var labelSmoothing = 0.0

  /// Creates the loss with Keras's defaults; options are properties.
  public init() {}

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try LossOption.requireShare(labelSmoothing, "label_smoothing")
    try LossOption.requireNotNegative(gamma, "gamma")
  }

  /// Targets have the shape of the output.
  ///
  /// - Throws: `UnrollError` if they do not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireRows(target, output: output, name)
  }

  /// The sum over the classes of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    let columns = 0..<pass.columns
    let softmax = fromLogits ? SoftmaxRow(pass.output, position) : nil
    let total =
      fromLogits ? 1 : columns.reduce(0) { $0 + Double(pass.output[position, $1]) }
    func share(_ column: Int) -> Double {
      softmax.map { exp($0.logShare(column)) }
        ?? Double(pass.output[position, column]) / total
    }
    var (sum, mean) = (0.0, 0.0)
    for column in columns {
      let term = term(share(column), target(column, position, pass))
      sum += term.value
      mean += term.slope * share(column)
    }
    for column in columns where pass.gradient != nil {
      let share = share(column)
      let slope = term(share, target(column, position, pass)).slope - mean
      pass.setGradient(position, column, fromLogits ? share * slope : slope / total)
    }
    return sum
  }

  private func target(_ column: Int, _ position: Int, _ pass: LossPass) -> Double {
    Double(pass.targets[position, column]) * (1 - labelSmoothing)
      + labelSmoothing / Double(pass.columns)
  }

  /// The term of a class and its derivative by the share.
  private func term(_ share: Double, _ target: Double) -> (value: Double, slope: Double) {
    let p = min(max(share, lossEpsilon), 1 - lossEpsilon)
    let factor = alpha * target * pow(1 - p, gamma)
    let slope = factor * (gamma * log(p) / (1 - p) - 1 / p)
    return (-factor * log(p), p == share ? slope : 0)
  }
}

extension Loss where Self == CategoricalFocalCrossentropy {
  /// Categorical cross-entropy that looks at hard samples more than at easy ones.
  public static var categoricalFocalCrossentropy: CategoricalFocalCrossentropy { .init() }
}
