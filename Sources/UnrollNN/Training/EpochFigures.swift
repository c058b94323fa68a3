import UnrollTensor

/// The running means of an epoch, or of an evaluation: losses and metrics of all outputs.
struct EpochFigures {
  private let goals: [OutputGoal]
  private var metrics: MetricCollection
  private var sums: [Double]
  private var total = 0.0
  private var samples = 0

  init(_ goals: [OutputGoal]) {
    self.goals = goals
    sums = goals.map { _ in 0 }
    metrics = MetricCollection(
      goals.map(\.objective), outputNames: goals.compactMap(\.name))
  }

  /// Adds a batch.
  ///
  /// - Parameters:
  ///   - losses: the mean loss of each output.
  ///   - penalty: what weights and activities add to the loss.
  ///   - batch: the batch, for its targets.
  ///   - rows: how many of its rows are filled.
  ///   - outputs: what the model put out.
  mutating func add(
    _ losses: [Double], penalty: Double, _ batch: Batch, rows: Int, _ outputs: BatchOutputs
  ) {
    samples += rows
    total += penalty * Double(rows)
    for (index, goal) in goals.enumerated() {
      sums[index] += losses[index] * Double(rows)
      total += goal.weight * losses[index] * Double(rows)
      metrics.update(outputs.metricBatch(index, batch, rows: rows), output: index)
    }
  }

  /// What was added up so far, in numbers from which ``restore(_:)`` goes on to the bit.
  struct Collected: Codable, Sendable, Equatable {
    var sums: [Double]
    var total: Double
    var samples: Int
    var metrics: [[Double]]
  }

  /// What was added up so far.
  var collected: Collected {
    Collected(sums: sums, total: total, samples: samples, metrics: metrics.collected)
  }

  /// Goes on from what another run of the same goals had added up.
  ///
  /// - Throws: `UnrollError` if its goals were others.
  mutating func restore(_ collected: Collected) throws {
    try CollectedNumbers.require(collected.sums, count: sums.count)
    try metrics.restore(collected.metrics)
    (sums, total, samples) = (collected.sums, collected.total, collected.samples)
  }

  /// The figures by their names; those of single outputs only if there are several.
  var values: [String: Double] {
    let count = Double(max(samples, 1))
    var figures = ["loss": total / count]
    for (goal, sum) in zip(goals, sums) {
      if goal.name != nil && !(goal.loss is NoLoss) {
        figures[goal.figureName("loss")] = sum / count
      }
    }
    for (name, value) in metrics.figures { figures[name] = value }
    return figures
  }
}
