import UnrollTensor

/// One step of training: forward, loss and backward on all shards, then the optimizer.
final class TrainingStep {
  private let model: Model
  private let optimizer: any Optimizer
  private let losses: BatchLosses
  private let kernels: Kernels
  private let gradients: [Arena<Float>]
  private let penalties: WeightPenalties
  /// The outputs of the last batch, for metrics.
  var outputs: BatchOutputs { losses.outputs }

  init(
    _ model: Model, _ optimizer: any Optimizer, _ goals: [OutputGoal], _ dataset: some Dataset,
    batchSize: Int, threads: Int, kernels: Kernels
  ) throws {
    self.model = model
    self.kernels = kernels
    self.optimizer = optimizer
    let plan = try Plan.training(model.network, batchSize: batchSize, layouts: dataset.layouts)
    losses = BatchLosses(plan, goals, batchSize: batchSize, threads: threads)
    gradients = (0..<ShardRows(rows: batchSize, plan: plan).count).map { _ in
      Arena(count: plan.parameterCapacity)
    }
    penalties = WeightPenalties(model.parameters)
  }

  /// Trains on the first `rows` rows of a batch.
  ///
  /// - Returns: the mean loss of each output over the batch, and the penalties on weights and
  ///   activities, all before the step.
  func run(
    _ batch: Batch, rows: Int, random: RandomSource
  ) -> (losses: [Double], penalty: Double) {
    let (kernels, gradients) = (kernels, gradients)
    let (parameters, states) = (model.parameters.arena.whole, model.states.whole)
    let result = losses.run(batch, rows: rows, random: random) { shard in
      let block = gradients[shard].whole
      block.fill(0)
      return Weights(
        parameters: parameters, gradients: block, states: states, kernels: kernels)
    }
    sumGradients(
      shards: ShardRows(rows: rows, plan: losses.plan).count, scale: result.gradientScale)
    let penalty = penalties.value + result.activityPenalty
    penalties.addGradients(into: self.gradients[0])
    update()
    return (result.losses, penalty)
  }

  /// Adds the gradients of all shards to those of the first, in the order of the shards.
  private func sumGradients(shards: Int, scale: Float) {
    let (all, kernels) = (gradients.map(\.whole), kernels)
    Pieces(threads: losses.threads).forEach(in: 0..<all[0].count) { piece in
      let total = all[0].columns(piece)
      for shard in 1..<max(shards, 1) {
        kernels.accumulate(all[shard].columns(piece), into: total)
      }
      if scale != 1 { total.scale(by: scale) }
    }
  }

  /// Changes the weights; callbacks may have changed the learning rate since the last step.
  private func update() {
    let optimizer = model.compilation?.optimizer ?? optimizer
    OptimizerStep(model, optimizer, threads: losses.threads, kernels: kernels).run(gradients[0])
    for parameter in model.parameters.parameters where parameter.isTrainable {
      parameter.constraint?.apply(model.parameters.view(parameter))
    }
  }
}
