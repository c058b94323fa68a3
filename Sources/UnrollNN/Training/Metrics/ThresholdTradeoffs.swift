import UnrollTensor

/// The best of one figure over all thresholds at which another one reaches a value.
protocol ThresholdTradeoff: ConfiguredMetric {
  /// How many thresholds there are from 0 to 1, both included.
  var numThresholds: Int { get }
  /// The only column that counts.
  var classId: Int? { get }
  /// What the constrained figure must reach, and Keras's name of it.
  var constraint: (name: String, value: Double) { get }
  /// The decisions so far; nil before the first batch.
  var table: ConfusionTable? { get set }
  /// By threshold, the figure that must reach the value, and the one whose best is wanted.
  static func figures(_ table: ConfusionTable) -> (constrained: [Double], wanted: [Double])
}

extension ThresholdTradeoff {
  /// The best value; 0 if no threshold will do.
  public var values: [Double] {
    guard let table else { return [0] }
    let (constrained, wanted) = Self.figures(table)
    return [zip(constrained, wanted).reduce(0) { $1.0 >= constraint.value ? max($0, $1.1) : $0 }]
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    var table = self.table ?? makeTable()
    self.table = nil
    table.add(batch, classId: classId)
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
    table = try makeTable().restored(collected)
  }

  private func makeTable() -> ConfusionTable {
    guard numThresholds > 1 else { return ConfusionTable([0.5], isEven: false) }
    let last = Double(numThresholds - 1)
    return ConfusionTable((0..<numThresholds).map { Double($0) / last }, isEven: true)
  }

  func validate() throws {
    try LossOption.requireShare(constraint.value, constraint.name)
    guard numThresholds > 0, (classId ?? 0) >= 0 else {
      throw UnrollError(
        .invalidConfiguration, "num_thresholds must be positive, and class_id not negative",
        found: "\(numThresholds) and \(classId ?? 0)")
    }
  }

  /// Targets have the shape of the output, which has the column that is asked for.
  ///
  /// - Throws: `UnrollError` if they do not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireEqual(target, output: output, defaultName)
    guard (classId ?? 0) < output.columns else {
      throw UnrollError(
        .invalidConfiguration, "\(defaultName) asks for a class that there is not",
        path: ["class_id"], expected: "0 to \(output.columns - 1)", found: "\(classId ?? 0)",
        hint: KerasOptions.hint)
    }
  }
}

extension ConfusionTable {
  /// The share of the true ones that are above, by threshold: recall.
  fileprivate var sensitivity: [Double] {
    zip(truePositives, falseNegatives).map { $0.share(of: $0 + $1) }
  }
  /// The share of the false ones that are not above, by threshold.
  fileprivate var specificity: [Double] {
    zip(trueNegatives, falsePositives).map { $0.share(of: $0 + $1) }
  }
  /// The share of true ones among those above, by threshold.
  fileprivate var precision: [Double] {
    zip(truePositives, falsePositives).map { $0.share(of: $0 + $1) }
  }
}

/// The best sensitivity at a specificity.
public struct SensitivityAtSpecificity: ThresholdTradeoff {
  /// Keras's name of the class.
  public var className: String { "SensitivityAtSpecificity" }
  /// The share of the false ones that must stay below the threshold.
  public var specificity = 0.5
  /// How many thresholds there are from 0 to 1, both included.
  public var numThresholds = 200
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case specificity, numThresholds, classId }

  /// Creates the metric; options are properties.
  public init() {}

  var constraint: (name: String, value: Double) { ("specificity", specificity) }

  static func figures(_ table: ConfusionTable) -> (constrained: [Double], wanted: [Double]) {
    (table.specificity, table.sensitivity)
  }
}

/// The best specificity at a sensitivity.
public struct SpecificityAtSensitivity: ThresholdTradeoff {
  /// Keras's name of the class.
  public var className: String { "SpecificityAtSensitivity" }
  /// The share of the true ones that must be above the threshold.
  public var sensitivity = 0.5
  /// How many thresholds there are from 0 to 1, both included.
  public var numThresholds = 200
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case sensitivity, numThresholds, classId }

  /// Creates the metric; options are properties.
  public init() {}

  var constraint: (name: String, value: Double) { ("sensitivity", sensitivity) }

  static func figures(_ table: ConfusionTable) -> (constrained: [Double], wanted: [Double]) {
    (table.sensitivity, table.specificity)
  }
}

/// The best precision at a recall.
public struct PrecisionAtRecall: ThresholdTradeoff {
  /// Keras's name of the class.
  public var className: String { "PrecisionAtRecall" }
  /// The share of the true ones that must be above the threshold.
  public var recall = 0.5
  /// How many thresholds there are from 0 to 1, both included.
  public var numThresholds = 200
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case recall, numThresholds, classId }

  /// Creates the metric; options are properties.
  public init() {}

  var constraint: (name: String, value: Double) { ("recall", recall) }

  static func figures(_ table: ConfusionTable) -> (constrained: [Double], wanted: [Double]) {
    (table.sensitivity, table.precision)
  }
}

/// The best recall at a precision.
public struct RecallAtPrecision: ThresholdTradeoff {
  /// Keras's name of the class.
  public var className: String { "RecallAtPrecision" }
  /// The share of true ones that those above the threshold must have.
  public var precision = 0.5
  /// How many thresholds there are from 0 to 1, both included.
  public var numThresholds = 200
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case precision, numThresholds, classId }

  /// Creates the metric; options are properties.
  public init() {}

  var constraint: (name: String, value: Double) { ("precision", precision) }

  static func figures(_ table: ConfusionTable) -> (constrained: [Double], wanted: [Double]) {
    (table.precision, table.sensitivity)
  }
}
