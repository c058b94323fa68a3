import Foundation
public import UnrollTensor

/// Σ y log(y / p) over the last axis, y and p kept between 1e-7 and 1.
public struct KLDivergence: Loss {
  /// Keras's name of the class.
  public static let className = "KLDivergence"
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

  /// The sum over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    var sum = 0.0
    for column in 0..<pass.columns {
      let output = Double(pass.output[position, column])
      let y = min(max(Double(pass.targets[position, column]), lossEpsilon), 1)
      let p = min(max(output, lossEpsilon), 1)
      sum += y * log(y / p)
      pass.setGradient(position, column, p == output ? -y / p : 0)
    }
    return sum
  }
}

extension Loss where Self == KLDivergence {
  /// The divergence of Kullback and Leibler.
  public static var klDivergence: KLDivergence { .init() }
}
