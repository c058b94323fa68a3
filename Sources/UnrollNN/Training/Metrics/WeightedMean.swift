import UnrollTensor

/// A mean over samples of means over their positions, as Keras's `Mean` computes it.
struct WeightedMean: Sendable {
  private var total = 0.0
  private var count = 0.0

  /// The mean; 0 if nothing counted.
  var value: Double { count == 0 ? 0 : total / count }

  mutating func reset() { (total, count) = (0, 0) }

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
