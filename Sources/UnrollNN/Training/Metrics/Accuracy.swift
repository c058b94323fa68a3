public import UnrollTensor

/// The share of right answers, of the kind that Keras's `accuracy` picks.
///
/// - One output: right if (output > 0.5) equals the target.
/// - Several outputs and class numbers as targets: right if the largest output has that number.
/// - Several outputs and one-hot targets: right if both have their largest at the same place.
public struct Accuracy: MeanMetric {
  /// The name by which Keras knows it; it has no class for it.
  public var className: String { "accuracy" }
  var mean = WeightedMean()

  /// Creates the metric.
  public init() {}

  /// The share of right answers.
  public var values: [Double] { [mean.value] }

  /// Targets have the shape of the output, or are class numbers.
  ///
  /// - Throws: `UnrollError` if they are neither.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    if target == output { return }
    if output.columns == 1 {
      try TargetShape.requireEqual(target, output: output, "accuracy")
    } else {
      try TargetShape.requireClasses(target, output: output, "accuracy")
    }
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    if batch.columns == 1 {
      mean.add(batch) { batch.shareAbove(0.5, $0) }
    } else if batch.targets.columns == 1 {
      mean.add(batch) { batch.hasLargestAt(batch.targets[$0, 0], $0) }
    } else {
      mean.add(batch) { batch.hasLargestAt(Float(batch.targets.largestColumn($0)), $0) }
    }
  }
}

/// The share of elements for which (output > threshold) equals the target.
public struct BinaryAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "BinaryAccuracy" }
  /// Above this an output stands for 1.
  public var threshold = 0.5
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey { case threshold }

  /// Creates the metric with Keras's default.
  public init() {}
  /// Creates the metric.
  public init(threshold: Double) { self.threshold = threshold }

  /// The share of right answers.
  public var values: [Double] { [mean.value] }
  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    let threshold = Float(threshold)
    mean.add(batch) { batch.shareAbove(threshold, $0) }
  }
}

/// The share of positions whose largest output stands where the largest target stands.
public struct CategoricalAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "CategoricalAccuracy" }
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey {}

  /// Creates the metric.
  public init() {}

  /// The share of right answers.
  public var values: [Double] { [mean.value] }
  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    mean.add(batch) { batch.hasLargestAt(Float(batch.targets.largestColumn($0)), $0) }
  }
}

/// The share of positions whose largest output has the target's number.
public struct SparseCategoricalAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "SparseCategoricalAccuracy" }
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey {}

  /// Creates the metric.
  public init() {}

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
    mean.add(batch) { batch.hasLargestAt(batch.targets[$0, 0], $0) }
  }
}

/// The share of elements that equal their targets: Keras's class `Accuracy`.
public struct ExactAccuracy: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "Accuracy" }
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey {}

  /// Creates the metric.
  public init() {}

  /// The share of equal elements.
  public var values: [Double] { [mean.value] }
  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    mean.add(batch) { position in
      batch.share(position) { $0 == $1 }
    }
  }
}

extension MetricBatch {
  /// The share of the columns of a position whose output and target fit each other.
  fileprivate func share(_ position: Int, _ fits: (Float, Float) -> Bool) -> Double {
    let right = (0..<columns).reduce(0) {
      $0 + (fits(output[position, $1], targets[position, $1]) ? 1 : 0)
    }
    return Double(right) / Double(columns)
  }

  fileprivate func shareAbove(_ threshold: Float, _ position: Int) -> Double {
    share(position) { ($0 > threshold ? 1 : 0) == $1 }
  }

  fileprivate func hasLargestAt(_ column: Float, _ position: Int) -> Double {
    Float(output.largestColumn(position)) == column ? 1 : 0
  }
}
