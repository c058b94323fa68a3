import UnrollTensor

/// One step of training: forward, loss and backward on all shards, then the optimizer.
final class TrainingStep {
  private let model: Model
  private let optimizer: any Optimizer
  private let losses: BatchLosses
  private let goals: [OutputGoal]
  private let kernels: Kernels
  private let gradients: [Arena<Float>]
  private let penalties: WeightPenalties
  /// Whether a loss that is not finite is an error, and the step is not taken.
  var stopsAtNonFinite = false
  /// The outputs of the last batch, for metrics.
  var outputs: BatchOutputs { losses.outputs }

  init(
    _ model: Model, _ optimizer: any Optimizer, _ goals: [OutputGoal], _ dataset: some Dataset,
    batchSize: Int, threads: Int, kernels: Kernels
  ) throws {
    self.model = model
    self.kernels = kernels
    self.optimizer = optimizer
    self.goals = goals
    let plan = try Plan.training(model.network, batchSize: batchSize, layouts: dataset.layouts)
    losses = BatchLosses(plan, goals, batchSize: batchSize, threads: threads)
    gradients = (0..<ShardRows(rows: batchSize, plan: plan).count).map { _ in
      Arena(count: plan.parameterCapacity)
    }
    penalties = WeightPenalties(model.parameters)
  }

  /// Trains on the first rows of a batch.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - samples: what its rows are in the dataset.
  ///   - random: decides noise.
  /// - Returns: the mean loss of each output over the batch, and the penalties on weights and
  ///   activities, all before the step.
  /// - Throws: `UnrollError` if a loss is not finite and training is to stop at that.
  func run(
    _ batch: Batch, samples: ArraySlice<Int>, random: RandomSource
  ) throws -> (losses: [Double], penalty: Double) {
    let rows = samples.count
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
    if stopsAtNonFinite, !result.losses.reduce(penalty, +).isFinite {
      throw NonFiniteSearch(
        model: model, plan: losses.plan, goals: goals, batch: batch, samples: samples,
        random: random, kernels: kernels
      ).error(losses: result.losses, penalty: penalty)
    }
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
