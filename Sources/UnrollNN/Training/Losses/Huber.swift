import UnrollTensor

/// e²/2 for errors e up to δ, and the tangent δ|e| − δ²/2 beyond, averaged over the last axis
/// (Huber, 1964).
public struct Huber: ElementwiseLoss {
  /// Keras's name of the class.
  public static let className = "Huber"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize
  /// The error δ from which on the loss is straight.
  public var delta = 1.0

  /// Creates the loss with Keras's defaults.
  public init() {}
  /// Creates the loss.
  public init(delta: Double) { self.delta = delta }

  func loss(output: Double, target: Double) -> (value: Double, slope: Double) {
    let error = output - target
    if abs(error) <= delta { return (error * error / 2, error) }
    return (delta * abs(error) - delta * delta / 2, error > 0 ? delta : -delta)
  }
}

extension Loss where Self == Huber {
  /// Huber's loss with δ = 1.
  public static var huber: Huber { .init() }
}
