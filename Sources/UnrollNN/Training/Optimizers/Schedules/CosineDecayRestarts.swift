import Foundation

/// Cosine decay that starts again and again, each time `tMul` times longer and `mMul` times higher
/// (Loshchilov and Hutter, 2017).
///
/// - Keras: `CosineDecayRestarts`.
public struct CosineDecayRestarts: LearningRateSchedule {
  /// Keras's name of the class.
  public static let className = "CosineDecayRestarts"
  /// Without the options that have no default.
  public static let template = CosineDecayRestarts(-1, firstDecaySteps: 0)

  /// The learning rate of the first step.
  public var initialLearningRate: Double
  /// How many steps the first fall takes.
  public var firstDecaySteps: Double
  /// By how much each fall is longer than the one before.
  public var tMul: Double = 2
  /// By how much each fall starts higher than the one before.
  public var mMul: Double = 1
  /// The share of the initial rate that is left at the end of a fall.
  public var alpha: Double = 0

  /// Creates the schedule; `alpha` is a property.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the learning rate of the first step.
  ///   - firstDecaySteps: how many steps the first fall takes.
  ///   - tMul: by how much each fall is longer than the one before.
  ///   - mMul: by how much each fall starts higher.
  public init(
    _ initialLearningRate: Double, firstDecaySteps: Double, tMul: Double = 2, mMul: Double = 1
  ) {
    self.initialLearningRate = initialLearningRate
    self.firstDecaySteps = firstDecaySteps
    self.tMul = tMul
    self.mMul = mMul
  }

  /// The learning rate of the step that follows `steps` others.
  public func learningRate(after steps: Int) -> Double {
    let (restarts, fraction) = place(Float(steps) / Float(firstDecaySteps))
    let cosine = 0.5 * powf(Float(mMul), restarts) * (1 + cosf(.pi * fraction))
    return Double(Float(initialLearningRate) * (Float(1 - alpha) * cosine + Float(alpha)))
  }

  /// How many falls are over, and which share of the present one, after `passed` first falls.
  private func place(_ passed: Float) -> (restarts: Float, fraction: Float) {
    let growth = Float(tMul)
    guard growth != 1 else { return (passed.rounded(.down), passed - passed.rounded(.down)) }
    let restarts = (logf(1 - passed * (1 - growth)) / logf(growth)).rounded(.down)
    let length = powf(growth, restarts)
    return (restarts, (passed - (1 - length) / (1 - growth)) / length)
  }

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try Self.check(
      initial: initialLearningRate, steps: firstDecaySteps, named: "first_decay_steps")
    try require(tMul > 0, "t_mul must be positive", found: tMul)
  }
}
