import UnrollTensor

/// The share of true ones among the positives.
public struct Precision: ConfusionMetric {
  /// Keras's name of the class.
  public var className: String { "Precision" }
  /// Above this a score is a positive; nil for 0.5, or for none with `topK`.
  public var thresholds: ThresholdOption?
  /// How many of the largest outputs of a position can be positive; nil for all.
  public var topK: Int?
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds, topK, classId }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] {
    zip(table.truePositives, table.falsePositives).map { $0.share(of: $0 + $1) }
  }
}

/// The share of the true ones that are positive.
public struct Recall: ConfusionMetric {
  /// Keras's name of the class.
  public var className: String { "Recall" }
  /// Above this a score is a positive; nil for 0.5, or for none with `topK`.
  public var thresholds: ThresholdOption?
  /// How many of the largest outputs of a position can be positive; nil for all.
  public var topK: Int?
  /// The only column that counts; nil for all.
  public var classId: Int?
  var table: ConfusionTable?

  private enum CodingKeys: CodingKey { case thresholds, topK, classId }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}

  static func values(_ table: ConfusionTable) -> [Double] {
    zip(table.truePositives, table.falseNegatives).map { $0.share(of: $0 + $1) }
  }
}

extension Double {
  /// This number by another one; 0 where that is 0.
  func share(of whole: Double) -> Double { whole == 0 ? 0 : self / whole }
}
