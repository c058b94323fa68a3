import UnrollTensor

/// Computes loss and metrics without training.
struct Evaluator {
  private let model: Model
  private let compilation: Compilation
  private let threads: Int
  private let kernels: Kernels

  init(_ model: Model, _ compilation: Compilation, threads: Int, kernels: Kernels) {
    self.model = model
    self.compilation = compilation
    self.threads = threads
    self.kernels = kernels
  }

  func evaluate(
    _ dataset: some Dataset, batchSize: Int, progress: ((Int) -> Void)?
  ) throws -> [String: Double] {
    let plan = try Plan(
      model.sequential, batch: ShardRunner.rowsPerShard, form: dataset.form, mode: .inference,
      time: dataset.time)
    let size = min(batchSize, dataset.count)
    let runner = ShardRunner(
      plan, shards: ShardRunner.count(rows: size), threads: threads)
    let batch = Batch(dataset, capacity: size)
    let outputs = BatchOutputs(plan, rows: size)
    // The weights stay as they are until the last batch.
    let projections = ProjectionCaches(table: dataset.table)
    var metrics = compilation.metrics
    for index in metrics.indices { metrics[index].reset() }
    var sum = 0.0
    let order = Array(0..<dataset.count)
    for start in stride(from: 0, to: dataset.count, by: size) {
      let indices = order[start..<min(start + size, dataset.count)]
      try dataset.fill(batch, indices)
      sum += run(batch, rows: indices.count, runner, outputs, projections) * Double(indices.count)
      outputs.update(&metrics, targets: batch.targets, rows: indices.count)
      progress?(start + indices.count)
    }
    var figures = ["loss": sum / Double(dataset.count)]
    for metric in metrics { figures[metric.name] = metric.value }
    return figures
  }

  private func run(
    _ batch: Batch, rows: Int, _ runner: ShardRunner, _ outputs: BatchOutputs,
    _ projections: ProjectionCaches
  ) -> Double {
    let results = ShardResults(shards: ShardRunner.count(rows: rows))
    let weights = Weights(
      parameters: model.parameters.arena.whole, gradients: nil, kernels: kernels,
      projections: projections)
    let shards = ShardInputs(batch, rows: rows, random: RandomSource(seed: 0))
    let loss = compilation.loss
    runner.forEachShard(rows: rows) { index, range, workspace in
      let output = workspace.forward(shards.inputs[index], weights)
      outputs.take(range, output, mask: workspace.outputMask)
      let pass = LossPass(workspace, output: output, targets: shards.targets[index], scale: 0)
      results.set(index, sum: loss.evaluate(pass), counted: pass.counted)
    }
    return results.sum / Double(max(results.counted, 1))
  }
}
