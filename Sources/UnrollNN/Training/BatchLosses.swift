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
  /// - Returns: the loss of each output, the penalty on what layers put out, and what the sum of all
  ///   gradients is still to be multiplied with.
  func run(
    _ batch: Batch, rows: Int, random: RandomSource, weights: @Sendable (Int) -> Weights
  ) -> (losses: [Double], activityPenalty: Double, gradientScale: Float) {
    let shards = ShardRows(rows: rows, plan: plan)
    let cut = ShardInputs(batch, shards, random: random)
    let targets = ShardTargets(batch, shards, goals, rows: rows)
    let results = goals.map { _ in ShardResults(shards: shards.count) }
    let activities = ShardResults(shards: shards.count)
    let (goals, outputs) = (goals, outputs)
    // With one shard, what a loss is divided by is known when it has run forward; with several it
    // is found beforehand where gradients of several losses mix, or those of a loss and of what
    // layers put out, else made up for afterwards.
    let mixes = goals.count > 1 || (plan.mode == .training && plan.penalizesActivities)
    let known =
      mixes && shards.count > 1 ? knownFactors(shards, cut, targets, weights) : nil
    let positions = goals.indices.map { outputs.positions($0, rows: rows) }
    runner.forEachShard(of: shards) { index, range, workspace in
      var weights = weights(index)
      weights.activityScale = 1 / Float(max(rows, 1))
      workspace.forward(cut.inputs[index], weights)
      activities.set(index, sum: workspace.activityPenalty, divisor: 0)
      outputs.take(range, workspace)
      var areLogits: [Bool] = []
      for (output, goal) in goals.enumerated() {
        var pass = targets.pass(workspace, output: output, shard: index)
        let divisor = goal.loss.divisor(pass)
        let factor =
          shards.count == 1
          ? goal.loss.reduction.factor(divisor)
          : known?[output] ?? 1 / Double(max(positions[output], 1))
        pass.scale = Float(goal.weight * factor)
        results[output].set(index, sum: goal.loss.evaluate(pass), divisor: divisor)
        areLogits.append(goal.loss.usesLogits(pass))
      }
      if weights.gradients != nil { workspace.backward(areLogits: areLogits) }
    }
    let factors = zip(goals, results).map { $0.loss.reduction.factor($1.divisor) }
    let losses = zip(results, factors).map { $0.sum * $1 }
    let penalty = activities.sum / Double(max(rows, 1))
    guard shards.count > 1, known == nil, let factor = factors.first else {
      return (losses, penalty, 1)
    }
    return (losses, penalty, Float(factor * Double(positions[0])))
  }

  /// What the losses of all outputs are multiplied by; for their masks the shards run forward.
  private func knownFactors(
    _ shards: ShardRows, _ cut: ShardInputs, _ targets: ShardTargets,
    _ weights: @Sendable (Int) -> Weights
  ) -> [Double] {
    let results = goals.map { _ in ShardResults(shards: shards.count) }
    let goals = goals
    // Stateful layers must not take the steps twice.
    let states = weights(0).states
    let scratch = Tensor<Float>(shape: states.shape) { $0.assign(states) }
    runner.forEachShard(of: shards) { index, _, workspace in
      let own = weights(index)
      workspace.forward(
        cut.inputs[index],
        Weights(
          parameters: own.parameters, gradients: nil, states: scratch.ref, kernels: own.kernels,
          projections: own.projections))
      for (output, goal) in goals.enumerated() {
        let pass = targets.pass(workspace, output: output, shard: index)
        results[output].set(index, sum: 0, divisor: goal.loss.divisor(pass))
      }
    }
    return zip(goals, results).map { $0.loss.reduction.factor($1.divisor) }
  }
}

/// The targets and sample weights of a batch, cut into shards.
private struct ShardTargets: Sendable {
  private let targets: [[TensorRef<Float>]]
  private let weights: [TensorRef<Float>?]
  private let facts: [TargetFacts]

  init(_ batch: Batch, _ shards: ShardRows, _ goals: [OutputGoal], rows: Int) {
    targets = shards.ranges.map { range in batch.targets.map { $0.slices(range) } }
    weights = shards.ranges.map { range in batch.sampleWeights?.slices(range) }
    facts = zip(goals, batch.targets).map { $0.loss.facts($1.slices(0..<rows)) }
  }

  /// The evaluation of one output of a workspace's last forward pass.
  func pass(_ workspace: Workspace, output: Int, shard: Int) -> LossPass {
    LossPass(
      workspace, output, targets: targets[shard][output], weights: weights[shard],
      facts: facts[output])
  }
}

extension Workspace {
  /// The mask of an output, if it has one byte for each position.
  func positionMask(_ index: Int) -> TensorRef<UInt8>? {
    outputMask(index).flatMap { $0.count == output(index).rows ? $0.flat : nil }
  }
}
