public import UnrollTensor

/// The share of positions whose target's class is among the k largest outputs.
public struct TopKCategoricalAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "TopKCategoricalAccuracy" }
  /// How many of the largest outputs count.
  public var k = 5
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey { case k }

  /// Creates the metric with Keras's default.
  public init() {}
  /// Creates the metric.
  public init(k: Int) { self.k = k }

  /// The share of right answers.
  public var values: [Double] { [mean.value] }
  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    mean.add(batch) { [k] position in
      batch.isInTop(k, Float(batch.targets.largestColumn(position)), position)
    }
  }
}

/// The share of positions whose target, a class number, is among the k largest outputs.
public struct SparseTopKCategoricalAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "SparseTopKCategoricalAccuracy" }
  /// How many of the largest outputs count.
  public var k = 5
  /// Whether the outputs are class numbers, the best first, instead of scores.
  public var fromSortedIds = false
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey { case k, fromSortedIds }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}
  /// Creates the metric.
  public init(k: Int) { self.k = k }

  /// The share of right answers.
  public var values: [Double] { [mean.value] }
  /// Targets are class numbers.
  ///
  /// - Throws: `UnrollError` if they are not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireClasses(target, output: output, defaultName)
  }
  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    mean.add(batch) { [k, fromSortedIds] position in
      let wanted = batch.targets[position, 0]
      if fromSortedIds {
        return (0..<min(k, batch.columns)).contains { batch.output[position, $0] == wanted }
          ? 1 : 0
      }
      return batch.isInTop(k, wanted, position)
    }
  }
}

extension MetricBatch {
  /// 1 if fewer than k outputs are larger than that of a class; equal ones do no harm.
  fileprivate func isInTop(_ k: Int, _ target: Float, _ position: Int) -> Double {
    guard let column = Int(exactly: target), (0..<columns).contains(column) else { return 0 }
    let score = output[position, column]
    guard score.isFinite else { return 0 }
    let better = (0..<columns).reduce(0) { $0 + (output[position, $1] > score ? 1 : 0) }
    return better < k ? 1 : 0
  }
}
