import UnrollTensor

/// What a metric counts one by one, which needs thresholds only.
protocol ConfusionCount: ConfusionMetric {}

extension ConfusionCount {
  var topK: Int? { nil }
  var classId: Int? { nil }
}

/// The weight of true ones above the threshold.
public struct TruePositives: ConfusionCount {
  /// Keras's name of the class.
  public var className: String { "TruePositives" }
  /// Above this a score is a positive; nil for 0.5.
  public var thresholds: ThresholdOption?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds }

  /// Creates the metric with Keras's default.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] { table.truePositives }
}

/// The weight of false ones above the threshold.
public struct FalsePositives: ConfusionCount {
  /// Keras's name of the class.
  public var className: String { "FalsePositives" }
  /// Above this a score is a positive; nil for 0.5.
  public var thresholds: ThresholdOption?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds }

  /// Creates the metric with Keras's default.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] { table.falsePositives }
}

/// The weight of false ones not above the threshold.
public struct TrueNegatives: ConfusionCount {
  /// Keras's name of the class.
  public var className: String { "TrueNegatives" }
  /// Above this a score is a positive; nil for 0.5.
  public var thresholds: ThresholdOption?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds }

  /// Creates the metric with Keras's default.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] { table.trueNegatives }
}

/// The weight of true ones not above the threshold.
public struct FalseNegatives: ConfusionCount {
  /// Keras's name of the class.
  public var className: String { "FalseNegatives" }
  /// Above this a score is a positive; nil for 0.5.
  public var thresholds: ThresholdOption?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds }

  /// Creates the metric with Keras's default.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] { table.falseNegatives }
}
