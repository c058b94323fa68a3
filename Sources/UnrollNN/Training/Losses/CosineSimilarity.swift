public import UnrollTensor

/// −cos of the angle between output and target, rows of the last axis; −1 is the best.
public struct CosineSimilarity: Loss {
  /// Keras's name of the class.
  public static let className = "CosineSimilarity"
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

  /// The negative product of the two rows, each divided by its length.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    var (product, outputSquares, targetSquares) = (0.0, 0.0, 0.0)
    for column in 0..<pass.columns {
      let p = Double(pass.output[position, column])
      let y = Double(pass.targets[position, column])
      product += p * y
      outputSquares += p * p
      targetSquares += y * y
    }
    let (outputFactor, targetFactor) = (Self.factor(outputSquares), Self.factor(targetSquares))
    let cosine = product * outputFactor * targetFactor
    // A row too short to be normalised keeps its length: the factor is constant there.
    let turn = outputFactor * outputFactor * outputSquares >= 0.5 ? cosine * outputFactor : 0
    for column in 0..<pass.columns where pass.gradient != nil {
      let p = Double(pass.output[position, column])
      let y = Double(pass.targets[position, column])
      pass.setGradient(
        position, column, turn * outputFactor * p - outputFactor * targetFactor * y)
    }
    return -cosine
  }

  /// One by the length, at most 1e7.
  private static func factor(_ squares: Double) -> Double {
    min(1 / squares.squareRoot(), 1 / lossEpsilon)
  }
}

extension Loss where Self == CosineSimilarity {
  /// The negative cosine of the angle between output and target.
  public static var cosineSimilarity: CosineSimilarity { .init() }
}
