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
