import UnrollTensor

/// Computes loss and metrics without training.
struct Evaluator {
  /// Samples that keep all threads busy.
  private static let leastIndependent = 256

  private let model: Model
  private let goals: [OutputGoal]
  private let threads: Int
  private let kernels: Kernels

  init(_ model: Model, _ goals: [OutputGoal], threads: Int, kernels: Kernels) {
    self.model = model
    self.goals = goals
    self.threads = threads
    self.kernels = kernels
  }

  func evaluate(
    _ dataset: some Dataset, batchSize: Int, progress: ((Int) -> Void)?
  ) throws -> [String: Double] {
    let (plan, size) = try plan(dataset, batchSize)
    let losses = BatchLosses(plan, goals, batchSize: size, threads: threads)
    let batch = Batch(dataset, capacity: size)
    // The weights stay as they are until the last batch.
    let projections = ProjectionCaches(table: dataset.inputs.first?.table)
    let weights = Weights(
      parameters: model.parameters.arena.whole, gradients: nil, states: model.states.whole,
      kernels: kernels, projections: projections)
    let penalty = WeightPenalties(model.parameters).value
    var figures = EpochFigures(goals)
    let order = Array(0..<dataset.count)
    for start in stride(from: 0, to: dataset.count, by: size) {
      let indices = order[start..<min(start + size, dataset.count)]
      try dataset.fill(batch, indices)
      let result = losses.run(batch, rows: indices.count, random: RandomSource(seed: 0)) { _ in
        weights
      }
      figures.add(
        result.losses, penalty: penalty + result.activityPenalty, batch, rows: indices.count,
        losses.outputs)
      progress?(start + indices.count)
    }
    return figures.values
  }

  /// The plan, and the size of its batches: larger than asked for where no figure depends on it.
  private func plan(_ dataset: some Dataset, _ batchSize: Int) throws -> (Plan, Int) {
    func plan(_ size: Int) throws -> Plan {
      try Plan(
        model.network, batch: min(size, ShardRunner.rowsPerShard), layouts: dataset.layouts,
        mode: .inference)
    }
    let asked = model.network.batch ?? min(batchSize, dataset.count)
    let least = min(Self.leastIndependent, dataset.count)
    let first = try plan(asked)
    if model.network.batch != nil || asked >= least || dependsOnBatches(first) {
      return (first, asked)
    }
    return (try plan(least), least)
  }

  /// Whether batches of another size give another loss.
  ///
  /// The loss of a set is the mean of those of its batches, each as heavy as its samples are many;
  /// it depends on the batches where theirs are sums, or means of what a mask or weights leave.
  private func dependsOnBatches(_ plan: Plan) -> Bool {
    plan.outputs.contains { $0.mask != nil }
      || goals.contains {
        $0.loss.leavesPositionsOut || $0.loss.reduction == .sum
          || $0.loss.reduction == .meanWithSampleWeight
      }
  }
}
