import UnrollTensor

/// One rate up to and with each boundary, and the last one after all of them.
///
/// - Keras: `PiecewiseConstantDecay`.
public struct PiecewiseConstantDecay: LearningRateSchedule {
  /// Keras's name of the class.
  public static let className = "PiecewiseConstantDecay"
  /// Without the options that have no default.
  public static let template = PiecewiseConstantDecay(boundaries: [], values: [])

  /// The last steps of all rates but the last, ascending.
  public var boundaries: [Double]
  /// The rates, one more than the boundaries.
  public var values: [Double]

  /// Creates the schedule.
  ///
  /// - Parameters:
  ///   - boundaries: the last steps of all rates but the last, ascending.
  ///   - values: the rates, one more than the boundaries.
  public init(boundaries: [Double], values: [Double]) {
    self.boundaries = boundaries
    self.values = values
  }

  /// The learning rate of the step that follows `steps` others.
  public func learningRate(after steps: Int) -> Double {
    // Keras rounds boundaries to steps, towards zero.
    let step = Double(steps)
    let index = boundaries.firstIndex { step <= $0.rounded(.towardZero) } ?? boundaries.count
    return values[index]
  }

  /// Checks the options.
  ///
  /// - Throws: `UnrollError` that names an option.
  public func validate() throws {
    try require(
      !boundaries.isEmpty && boundaries.count == values.count - 1,
      "values are one more than boundaries, of which there is at least one",
      found: "\(boundaries.count) boundaries and \(values.count) values")
    try require(
      zip(boundaries, boundaries.dropFirst()).allSatisfy { $0 < $1 }, "boundaries ascend",
      found: boundaries)
  }
}
