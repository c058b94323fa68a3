import UnrollTensor

/// The root of the mean of (p − y)² over all elements; like Keras's it looks at no mask.
public struct RootMeanSquaredError: ConfiguredMetric, MeanMetric {
  /// Keras's name of the class.
  public var className: String { "RootMeanSquaredError" }
  var mean = WeightedMean()

  private enum CodingKeys: CodingKey {}

  /// Creates the metric.
  public init() {}

  /// The root.
  public var values: [Double] { [mean.value.squareRoot()] }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    mean.add(batch, weights: batch.weights.withoutMask) { position in
      (0..<batch.columns).reduce(0) { sum, column in
        let error = Double(batch.output[position, column] - batch.targets[position, column])
        return sum + error * error / Double(batch.columns)
      }
    }
  }
}
