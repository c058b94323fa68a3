import UnrollTensor

/// Runs the shards of batches through a plan and measures the losses of all outputs, with or
/// without gradients.
final class BatchLosses {
  let plan: Plan
  /// What the model put out for the last batch, for metrics.
  let outputs: BatchOutputs
  /// The number of threads at work.
  var threads: Int { runner.threads }
  private let goals: [OutputGoal]
  private let runner: ShardRunner

  init(_ plan: Plan, _ goals: [OutputGoal], batchSize: Int, threads: Int) {
    self.plan = plan
    self.goals = goals
    runner = ShardRunner(plan, batchSize: batchSize, threads: threads)
    outputs = BatchOutputs(plan, rows: batchSize)
  }

  /// Runs all shards of a batch.
  ///
  /// - Parameters:
  ///   - batch: the samples.
  ///   - rows: how many of its rows are filled.
  ///   - random: decides noise.
  ///   - weights: gives each shard the numbers to work with; with gradients, the shard also runs
  ///     backward.
  /// - Returns: the mean loss of each output, and what the sum of all gradients is still to be
  ///   multiplied with.
  func run(
    _ batch: Batch, rows: Int, random: RandomSource, weights: @Sendable (Int) -> Weights
  ) -> (losses: [Double], gradientScale: Float) {
    let shards = ShardRows(rows: rows, plan: plan)
    let cut = ShardInputs(batch, shards, random: random)
    let results = goals.map { _ in ShardResults(shards: shards.count) }
    let (goals, outputs) = (goals, outputs)
    let positions = goals.indices.map { outputs.positions($0, rows: rows) }
    runner.forEachShard(of: shards) { index, range, workspace in
      let weights = weights(index)
      workspace.forward(cut.inputs[index], weights)
      outputs.take(range, workspace)
      var areLogits: [Bool] = []
      for (output, goal) in goals.enumerated() {
        let targets = cut.targets[index][output]
        let mask = workspace.positionMask(output)
        let counted = mask?.counted ?? workspace.output(output).rows
        // With one shard the mean over what counts is known; else it is made up for afterwards.
        let divisor = shards.count == 1 ? max(counted, 1) : positions[output]
        let pass = LossPass(
          workspace, output, targets: targets, scale: goal.weight / Float(divisor))
        results[output].set(index, sum: goal.loss.evaluate(pass), counted: counted)
        areLogits.append(goal.loss.usesLogits(pass))
      }
      if weights.gradients != nil { workspace.backward(areLogits: areLogits) }
    }
    let losses = results.map { $0.sum / Double(max($0.counted, 1)) }
    guard shards.count > 1, let first = results.first else { return (losses, 1) }
    return (losses, Float(positions[0]) / Float(max(first.counted, 1)))
  }
}

extension Workspace {
  /// The mask of an output, if it has one byte for each position.
  func positionMask(_ index: Int) -> TensorRef<UInt8>? {
    outputMask(index).flatMap { $0.count == output(index).rows ? $0.flat : nil }
  }
}

extension TensorRef where Scalar == UInt8 {
  /// The number of elements of a flat mask that are not 0.
  var counted: Int { (0..<count).reduce(0) { $0 + (self[0, $1] == 0 ? 0 : 1) } }
}
