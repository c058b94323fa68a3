import UnrollTensor

/// A rule that gives a learning rate for each step; its options are coded as Keras's.
///
/// Keras computes schedules in 32 bits, and so do these: where one restarts can hang on the last
/// bit.
public protocol LearningRateSchedule: Sendable, Codable, Equatable {
  /// Keras's name of the class.
  static var className: String { get }
  /// Defaults, and values that ``validate()`` refuses for options that have none.
  static var template: Self { get }
  /// The learning rate of the step that follows `steps` others.
  func learningRate(after steps: Int) -> Double
  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  func validate() throws
}

extension LearningRateSchedule {
  func isEqual(to other: any LearningRateSchedule) -> Bool { self == other as? Self }

  /// Checks what all schedules over a number of steps have in common.
  static func check(initial rate: Double, steps: Double, named name: String) throws {
    try require(
      rate >= 0, "initial_learning_rate is needed, and not negative",
      found: rate)
    try require(steps > 0, "\(name) must be positive", found: steps)
  }
}

/// The learning-rate schedules that files can name.
public enum ScheduleRegistry {
  /// All schedules of Unroll.
  public static let builtin: [any LearningRateSchedule.Type] = [
    CosineDecay.self, CosineDecayRestarts.self, ExponentialDecay.self, InverseTimeDecay.self,
    PiecewiseConstantDecay.self, PolynomialDecay.self,
  ]

  /// Makes a schedule from its object form.
  ///
  /// - Parameter form: Keras's `{"class_name", "config"}`.
  /// - Returns: the schedule.
  /// - Throws: `UnrollError` that names the class or the option that is not supported.
  public static func schedule(_ form: JSONValue) throws -> any LearningRateSchedule {
    guard let name = form["class_name"]?.string else {
      throw UnrollError(
        .unsupported, "the learning rate is neither a number nor a schedule of Keras",
        path: ["learning_rate"], expected: "a number, or an object with class_name and config",
        found: form.brief)
    }
    guard let type = builtin.first(where: { $0.className == name }) else {
      throw UnrollError(
        .unsupported, "the learning-rate schedule is not supported", path: ["learning_rate"],
        found: name,
        hint: "supported are \(builtin.map { $0.className }.joined(separator: ", "))")
    }
    return try locating("learning_rate") {
      try locating(name) { try make(type, form["config"] ?? .object([:])) }
    }
  }

  private static func make<Schedule: LearningRateSchedule>(
    _ type: Schedule.Type, _ config: JSONValue
  ) throws -> any LearningRateSchedule {
    let schedule = try FlatOptions.decode(Schedule.template, config, harmless: ["name"])
    try schedule.validate()
    return schedule
  }

  /// The object form of a schedule.
  static func form(_ schedule: any LearningRateSchedule) throws -> JSONValue {
    .object([
      "class_name": .string(type(of: schedule).className),
      "config": try JSONValue(encoding: schedule),
    ])
  }
}
