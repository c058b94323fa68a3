import UnrollTensor

/// A mean over samples of means over their positions, as Keras's `Mean` computes it.
struct WeightedMean: Sendable {
  private var total = 0.0
  private var count = 0.0

  /// The mean; 0 if nothing counted.
  var value: Double { count == 0 ? 0 : total / count }

  mutating func reset() { (total, count) = (0, 0) }

  /// What was summed, in numbers from which ``restore(_:)`` goes on.
  var numbers: [Double] { [total, count] }

  /// Goes on from the numbers of another mean.
  ///
  /// - Throws: `UnrollError` if they are none of a mean.
  mutating func restore(_ numbers: [Double]) throws {
    try CollectedNumbers.require(numbers, count: 2)
    (total, count) = (numbers[0], numbers[1])
  }

  /// Adds the number of each position of a batch.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - weights: how much each position counts; nil for the batch's own.
  ///   - value: the number of a position; nil where there is none, which counts as 0 in Keras
  ///     unless there are weights or a mask.
  mutating func add(
    _ batch: MetricBatch, weights: PositionWeights? = nil, _ value: (Int) -> Double?
  ) {
    let weights = weights ?? batch.weights
    // Each sample counts once, however many positions it has.
    let share = Double(batch.samples) / Double(max(batch.positions, 1))
    for position in 0..<batch.positions {
      let weight = weights[position] * share
      if weight == 0 { continue }
      if let value = value(position) {
        total += weight * value
      } else if weights.areGiven {
        continue
      }
      count += weight
    }
  }
}

/// A metric that is one mean.
protocol MeanMetric: Metric {
  /// The mean over the batches so far.
  var mean: WeightedMean { get set }
}

extension MeanMetric {
  /// The sums of the mean.
  public var collected: [Double] { mean.numbers }
  /// Goes on from the sums of another mean.
  ///
  /// - Throws: `UnrollError` if the numbers are none of a mean.
  public mutating func restore(_ collected: [Double]) throws { try mean.restore(collected) }
  /// Forgets all batches.
  public mutating func reset() { mean.reset() }
}
