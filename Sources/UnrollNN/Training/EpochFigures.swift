import UnrollTensor

/// The running means of an epoch, or of an evaluation: losses and metrics of all outputs.
struct EpochFigures {
  private var goals: [OutputGoal]
  private var sums: [Double]
  private var total = 0.0
  private var samples = 0

  init(_ goals: [OutputGoal]) {
    self.goals = goals
    sums = goals.map { _ in 0 }
    for goal in self.goals.indices {
      for metric in self.goals[goal].metrics.indices { self.goals[goal].metrics[metric].reset() }
    }
  }

  /// Adds a batch.
  ///
  /// - Parameters:
  ///   - losses: the mean loss of each output.
  ///   - batch: the batch, for its targets.
  ///   - rows: how many of its rows are filled.
  ///   - outputs: what the model put out.
  mutating func add(_ losses: [Double], _ batch: Batch, rows: Int, _ outputs: BatchOutputs) {
    samples += rows
    for (index, goal) in goals.enumerated() {
      sums[index] += losses[index] * Double(rows)
      total += Double(goal.weight) * losses[index] * Double(rows)
      outputs.update(
        &goals[index].metrics, output: index, targets: batch.targets[index], rows: rows)
    }
  }

  /// The figures by their names; those of single outputs only if there are several.
  var values: [String: Double] {
    let count = Double(max(samples, 1))
    var figures = ["loss": total / count]
    for (goal, sum) in zip(goals, sums) {
      if goal.name != nil { figures[goal.figureName("loss")] = sum / count }
      for metric in goal.metrics { figures[goal.figureName(metric.name)] = metric.value }
    }
    return figures
  }
}
