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
    let (all, kernels) = (gradients.map(\.whole), kernels)
    forEachPiece(of: all[0].count) { piece in
      let total = all[0].columns(piece)
      for shard in 1..<max(shards, 1) {
        kernels.accumulate(all[shard].columns(piece), into: total)
      }
      if scale != 1 { total.scale(by: scale) }
    }
  }

  private func update() {
    let state = model.optimizerState ?? OptimizerState(optimizer, capacity: gradients[0].count)
    model.optimizerState = state
    state.iterations += 1
    let trained = model.parameters.parameters.filter(\.isTrainable)
    let (parameters, gradients) = (model.parameters.arena.whole, gradients[0].whole)
    optimizer.clipping.apply(trained.map { gradients.columns($0.range) }, kernels)
    let (slots, iteration) = (state.slots.map(\.whole), state.iterations)
    // Callbacks change the learning rate where the model keeps it.
    let (optimizer, kernels) = (model.compilation?.optimizer ?? optimizer, kernels)
    for parameter in trained {
      forEachPiece(of: parameter.range.count) { piece in
        let start = parameter.range.lowerBound
        let range = (start + piece.lowerBound)..<(start + piece.upperBound)
        optimizer.apply(
          ParameterUpdate(
            parameters: parameters.columns(range), gradients: gradients.columns(range),
            slots: slots.map { $0.columns(range) }, iteration: iteration, kernels: kernels))
      }
    }
  }

  /// The numbers that one thread works on at a time: few enough to leave small weights to one.
  private static let piece = 65_536

  /// Runs `body` for pieces of a block of numbers that do not depend on each other, on all threads.
  private func forEachPiece(of count: Int, _ body: @Sendable (Range<Int>) -> Void) {
    let pieces = (count + Self.piece - 1) / Self.piece
    let workers = min(losses.threads, max(pieces, 1))
    Threads.run(workers) { worker in
      for index in stride(from: worker, to: pieces, by: workers) {
        body((index * Self.piece)..<min((index + 1) * Self.piece, count))
      }
    }
  }
}
