/// initial / (1 + decay_rate · step / decay_steps); in stairs, the quotient is rounded down.
///
/// - Keras: `InverseTimeDecay`.
public struct InverseTimeDecay: LearningRateSchedule {
  /// Keras's name of the class.
  public static let className = "InverseTimeDecay"
  /// Without the options that have no default.
  public static let template = InverseTimeDecay(-1, decaySteps: 0, decayRate: -1)

  /// The learning rate of the first step.
  public var initialLearningRate: Double
  /// After how many steps the divisor has grown by `decayRate`.
  public var decaySteps: Double
  /// The growth of the divisor.
  public var decayRate: Double
  /// Whether the rate stays the same between the multiples of `decaySteps`.
  public var staircase = false

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the learning rate of the first step.
  ///   - decaySteps: after how many steps the divisor has grown.
  ///   - decayRate: by how much it has grown then.
  ///   - staircase: whether it grows all at once.
  public init(
    _ initialLearningRate: Double, decaySteps: Double, decayRate: Double, staircase: Bool = false
  ) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.decayRate = decayRate
    self.staircase = staircase
  }

  /// The learning rate of the step that follows `steps` others.
  public func learningRate(after steps: Int) -> Double {
    let passed = Float(steps) / Float(decaySteps)
    let divisor = 1 + Float(decayRate) * (staircase ? passed.rounded(.down) : passed)
    return Double(Float(initialLearningRate) / divisor)
  }

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try Self.check(initial: initialLearningRate, steps: decaySteps, named: "decay_steps")
    try require(decayRate >= 0, "decay_rate is needed, and not negative", found: decayRate)
  }
}
