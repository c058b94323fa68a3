import UnrollTensor

/// (p − y)², averaged over the last axis.
public struct MeanSquaredError: Loss {
  /// Keras's name.
  public let name = "mean_squared_error"

  /// Creates the loss.
  public init() {}

  /// Adds up the losses and fills the gradient.
  public func evaluate(_ pass: LossPass) -> Double {
    let columns = pass.output.columns
    let scale = 2 * pass.scale / Float(columns)
    return pass.sum { position in
      var sum = 0.0
      for column in 0..<columns {
        let difference = pass.output[position, column] - pass.targets[position, column]
        sum += Double(difference) * Double(difference)
        pass.gradient?[position, column] = scale * difference
      }
      return sum / Double(columns)
    }
  }
}

extension Loss where Self == MeanSquaredError {
  /// Mean squared error.
  public static var meanSquaredError: MeanSquaredError { .init() }
}
