import Foundation

/// Half a cosine from the initial rate down to `alpha` times it, with a linear rise before it.
///
/// - Keras: `CosineDecay`.
public struct CosineDecay: LearningRateSchedule {
  /// Keras's name of the class.
  public static let className = "CosineDecay"
  /// Without the options that have no default.
  public static let template = CosineDecay(-1, decaySteps: 0)

  /// The learning rate of the first step.
  public var initialLearningRate: Double
  /// How many steps the fall takes.
  public var decaySteps: Double
  /// The share of the rate that is left at the end.
  public var alpha: Double = 0
  /// The rate that the rise reaches and the fall starts from; nil for no rise.
  public var warmupTarget: Double?
  /// How many steps the rise takes.
  public var warmupSteps: Double = 0

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the learning rate of the first step.
  ///   - decaySteps: how many steps the fall takes.
  ///   - alpha: the share of the rate that is left at the end.
  ///   - warmup: the rate that a rise reaches first, and after how many steps.
  public init(
    _ initialLearningRate: Double, decaySteps: Double, alpha: Double = 0,
    warmup: (target: Double, steps: Double)? = nil
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.alpha = alpha
    (warmupTarget, warmupSteps) = (warmup?.target, warmup?.steps ?? 0)
  }

  /// The learning rate of the step that follows `steps` others.
  public func learningRate(after steps: Int) -> Double {
    let (initial, decay) = (Float(initialLearningRate), Float(decaySteps))
    guard let warmupTarget else { return Double(fall(min(Float(steps), decay), from: initial)) }
    let (target, warmup) = (Float(warmupTarget), Float(warmupSteps))
    let step = min(Float(steps), decay + warmup)
    return Double(
      step < warmup
        ? (target - initial) * (step / warmup) + initial : fall(step - warmup, from: target))
  }

  private func fall(_ step: Float, from rate: Float) -> Float {
    let cosine = 0.5 * (1 + cosf(.pi * (step / Float(decaySteps))))
    return rate * (Float(1 - alpha) * cosine + Float(alpha))
  }

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try Self.check(initial: initialLearningRate, steps: decaySteps, named: "decay_steps")
    try require(warmupSteps >= 0, "warmup_steps must not be negative", found: warmupSteps)
  }
}
