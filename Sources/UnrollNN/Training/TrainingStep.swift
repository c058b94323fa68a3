import UnrollTensor

/// One step of training: forward, loss and backward on all shards, then the optimizer.
final class TrainingStep {
  private let model: Model
  private let optimizer: any Optimizer
  private let losses: BatchLosses
  private let kernels: Kernels
  private let gradients: [Arena<Float>]
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
  }

  /// Trains on the first `rows` rows of a batch.
  ///
  /// - Returns: the mean loss of each output over the batch, before the step.
  func run(_ batch: Batch, rows: Int, random: RandomSource) -> [Double] {
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
    update()
    return result.losses
  }

  /// Adds the gradients of all shards to those of the first, in the order of the shards.
  private func sumGradients(shards: Int, scale: Float) {
    let total = gradients[0].whole
    for shard in 1..<max(shards, 1) { kernels.accumulate(gradients[shard].whole, into: total) }
    if scale != 1 { total.scale(by: scale) }
  }

  private func update() {
    let state = model.optimizerState ?? OptimizerState(optimizer, capacity: gradients[0].count)
    model.optimizerState = state
    state.iterations += 1
    let trained = model.parameters.parameters.filter(\.isTrainable)
    optimizer.clipping.apply(
      trained.map { gradients[0].view($0.range.lowerBound, $0.shape).flat }, kernels)
    for parameter in trained {
      func view(_ arena: Arena<Float>) -> TensorRef<Float> {
        arena.view(parameter.range.lowerBound, [parameter.range.count])
      }
      optimizer.apply(
        ParameterUpdate(
          parameters: view(model.parameters.arena), gradients: view(gradients[0]),
          slots: state.slots.map(view), iteration: state.iterations, kernels: kernels))
    }
  }
}
