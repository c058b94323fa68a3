import Foundation

/// (initial − end) · (1 − step / decay_steps)^power + end; the rate stays at the end or, in
/// cycles, starts anew with more steps.
///
/// - Keras: `PolynomialDecay`.
public struct PolynomialDecay: LearningRateSchedule {
  /// Keras's name of the class.
  public static let className = "PolynomialDecay"
  /// Without the options that have no default.
  public static let template = PolynomialDecay(-1, decaySteps: 0)

  /// The learning rate of the first step.
  public var initialLearningRate: Double
  /// After how many steps the end is reached.
  public var decaySteps: Double
  /// The learning rate at the end.
  public var endLearningRate: Double = 0.0001
  /// The power; 1 makes a line.
  public var power: Double = 1
  /// Whether the end moves to the next multiple of `decaySteps` each time it is reached.
  public var cycle = false

  /// Creates the schedule; the power is a property.
  ///
  /// - Parameters:
  ///   - initialLearningRate: the learning rate of the first step.
  ///   - decaySteps: after how many steps the end is reached.
  ///   - endLearningRate: the learning rate at the end.
  public init(_ initialLearningRate: Double, decaySteps: Double, endLearningRate: Double = 0.0001) {
    self.initialLearningRate = initialLearningRate
    self.decaySteps = decaySteps
    self.endLearningRate = endLearningRate
  }

  /// The learning rate of the step that follows `steps` others.
  public func learningRate(after steps: Int) -> Double {
    var (step, end) = (Float(steps), Float(decaySteps))
    if cycle {
      end *= steps == 0 ? 1 : (step / Float(decaySteps)).rounded(.up)
    } else {
      step = min(step, end)
    }
    let last = Float(endLearningRate)
    return Double((Float(initialLearningRate) - last) * powf(1 - step / end, Float(power)) + last)
  }

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try Self.check(initial: initialLearningRate, steps: decaySteps, named: "decay_steps")
  }
}
