import Foundation
import UnrollTensor

/// The area under a curve through the decisions at many thresholds.
public struct AUC: ConfiguredMetric {
  /// What the curve shows.
  public enum Curve: String, KerasChoice {
    /// True positives by false positives.
    case roc = "ROC"
    /// Precision by recall.
    case precisionRecall = "PR"
    /// Gain of precision by gain of recall (Flach and Kull, 2015).
    case precisionRecallGain = "PRGAIN"
  }

  /// How the area between two thresholds is taken.
  public enum SummationMethod: String, KerasChoice {
    /// By the mean of the heights; for precision by recall after Davis and Goadrich, 2006.
    case interpolation
    /// By the larger height.
    case majoring
    /// By the smaller height.
    case minoring
  }

  /// Keras's name of the class.
  public var className: String { "AUC" }
  /// How many thresholds there are from 0 to 1, both included.
  public var numThresholds = 200
  /// What the curve shows.
  public var curve = Curve.roc
  /// How the area between two thresholds is taken.
  public var summationMethod = SummationMethod.interpolation
  /// The thresholds between 0 and 1; nil for ``numThresholds`` of equal distance.
  public var thresholds: [Double]?
  /// Whether outputs are logits, to which a sigmoid is applied.
  public var fromLogits = false
  private var table: ConfusionTable?

  private enum CodingKeys: CodingKey {
    case numThresholds, curve, summationMethod, thresholds, fromLogits
  }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}

  /// The area.
  public var values: [Double] { [table.map { CurvePoints($0).area(curve, summationMethod) } ?? 0] }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    var table = self.table ?? makeTable()
    self.table = nil
    if fromLogits {
      table.add(batch) { Float(BinaryTerm.sigmoid(Double($0))) }
    } else {
      table.add(batch)
    }
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

  func validate() throws {
    guard numThresholds > 1 else {
      throw UnrollError(
        .invalidConfiguration, "num_thresholds must be more than 1", path: ["num_thresholds"],
        found: "\(numThresholds)")
    }
    if let thresholds, !thresholds.isEmpty { try ThresholdOption(thresholds).validate() }
  }

  /// A table whose first and last thresholds lie just outside 0 and 1, so that the curve ends.
  private func makeTable() -> ConfusionTable {
    let inner =
      thresholds?.sorted()
      ?? (1..<max(numThresholds - 1, 1)).map { Double($0) / Double(numThresholds - 1) }
    let isEven = thresholds == nil || ConfusionTable.isEven([0] + inner + [1])
    return ConfusionTable([-lossEpsilon] + inner + [1 + lossEpsilon], isEven: isEven)
  }
}
