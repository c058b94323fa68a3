import UnrollTensor

/// Computes loss and metrics without training.
struct Evaluator {
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
    let size = model.network.batch ?? min(batchSize, dataset.count)
    let plan = try Plan(
      model.network, batch: min(size, ShardRunner.rowsPerShard), layouts: dataset.layouts,
      mode: .inference)
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
}
