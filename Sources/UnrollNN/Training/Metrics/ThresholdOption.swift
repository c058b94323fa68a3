import UnrollTensor

/// One threshold or several, as Keras's metrics take them.
public struct ThresholdOption: Sendable, Equatable, Codable {
  /// What Keras holds scores against that can never be positive.
  static let lowest = -1e10
  /// The thresholds.
  public let values: [Double]

  /// Creates the option.
  public init(_ values: [Double]) { self.values = values }

  /// Reads a number or a list of numbers.
  ///
  /// - Throws: a decoding error if it is neither.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      values = [value]
    } else {
      values = try container.decode([Double].self)
    }
  }

  /// Writes a number, or a list of several.
  ///
  /// - Throws: an encoding error for numbers that JSON cannot hold.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if values.count == 1 {
      try container.encode(values[0])
    } else {
      try container.encode(values)
    }
  }

  func validate() throws {
    guard !values.isEmpty, values.allSatisfy({ (0...1).contains($0) }) else {
      throw UnrollError(
        .invalidConfiguration, "thresholds must lie between 0 and 1", path: ["thresholds"],
        found: "\(values)")
    }
  }
}

/// What metrics with a table of decisions have in common.
protocol ConfusionMetric: ConfiguredMetric {
  /// The thresholds; nil for Keras's default.
  var thresholds: ThresholdOption? { get }
  /// How many of the largest outputs can be positive.
  var topK: Int? { get }
  /// The only column that counts.
  var classId: Int? { get }
  /// The decisions so far; nil before the first batch.
  var table: ConfusionTable? { get set }
  /// The figures of a table, one for each threshold.
  static func values(_ table: ConfusionTable) -> [Double]
}

extension ConfusionMetric {
  private var effectiveThresholds: [Double] {
    thresholds?.values ?? [topK == nil ? 0.5 : ThresholdOption.lowest]
  }

  /// The figures, one for each threshold.
  public var values: [Double] {
    table.map(Self.values) ?? effectiveThresholds.map { _ in 0 }
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    var table = self.table ?? ConfusionTable(effectiveThresholds)
    self.table = nil
    table.add(batch, topK: topK, classId: classId)
    self.table = table
  }

  /// Forgets all batches.
  public mutating func reset() { table?.reset() }

  /// The decisions so far.
  public var collected: [Double] { table?.numbers ?? [] }

  /// Goes on from the decisions of another table.
  ///
  /// - Throws: `UnrollError` if the numbers are none of such a table.
  public mutating func restore(_ collected: [Double]) throws {
    table = try ConfusionTable(effectiveThresholds).restored(collected)
  }

  func validate() throws {
    try thresholds?.validate()
    for (name, value, least) in [("top_k", topK, 1), ("class_id", classId, 0)] {
      guard let value, value < least else { continue }
      throw UnrollError(
        .invalidConfiguration, "\(name) must be at least \(least)", path: [name],
        found: "\(value)")
    }
  }

  /// Targets have the shape of the output, which has the columns that are asked for.
  ///
  /// - Throws: `UnrollError` if they do not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireEqual(target, output: output, defaultName)
    let needed = max(topK ?? 1, (classId ?? 0) + 1)
    guard needed <= output.columns else {
      throw UnrollError(
        .invalidConfiguration, "\(defaultName) asks for more classes than there are",
        expected: "at least \(needed) columns", found: output.droppingFirst().description,
        hint: KerasOptions.hint)
    }
  }
}
