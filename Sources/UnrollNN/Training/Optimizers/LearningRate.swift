import UnrollTensor

/// The step size of an optimizer: a number, or a rule that gives one for each step.
public enum LearningRate: Sendable {
  /// The same for all steps.
  case constant(Double)
  /// One for each step.
  case schedule(any LearningRateSchedule)

  /// The step size after so many steps.
  public func value(after steps: Int) -> Double {
    switch self {
    case .constant(let rate): rate
    case .schedule(let schedule): schedule.learningRate(after: steps)
    }
  }

  /// The number, if it is the same for all steps.
  public var constant: Double? {
    if case .constant(let rate) = self { rate } else { nil }
  }

  func validate() throws {
    switch self {
    case .constant(let rate):
      try require(rate >= 0, "learning_rate must not be negative", found: rate)
    case .schedule(let schedule):
      try locating("learning_rate") {
        try locating(type(of: schedule).className) { try schedule.validate() }
      }
    }
  }
}

extension LearningRate: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// A constant.
  public init(floatLiteral rate: Double) { self = .constant(rate) }
  /// A constant.
  public init(integerLiteral rate: Int) { self = .constant(Double(rate)) }
}

extension LearningRate: Equatable {
  /// Whether both are the same constant, or schedules with the same options.
  public static func == (left: LearningRate, right: LearningRate) -> Bool {
    switch (left, right) {
    case (.constant(let one), .constant(let other)): one == other
    case (.schedule(let one), .schedule(let other)): one.isEqual(to: other)
    default: false
    }
  }
}

extension LearningRate: Codable {
  /// Reads a number, or Keras's object form `{"class_name", "config"}` of a schedule.
  ///
  /// - Throws: `UnrollError` for a schedule that is not known.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    if let rate = value.number {
      self = .constant(rate)
    } else {
      self = .schedule(try ScheduleRegistry.schedule(value))
    }
  }

  /// Writes a number or the object form.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .constant(let rate): try JSONValue.number(rate).encode(to: encoder)
    case .schedule(let schedule): try ScheduleRegistry.form(schedule).encode(to: encoder)
    }
  }
}
