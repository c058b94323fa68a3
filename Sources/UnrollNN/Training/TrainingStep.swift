import UnrollTensor

/// One step of training: forward, loss and backward on all shards, then the optimizer.
final class TrainingStep {
  private let model: Model
  private let loss: any Loss
  private let optimizer: any Optimizer
  private let runner: ShardRunner
  private let kernels: Kernels
  private let gradients: [Arena<Float>]
  /// The outputs of the last batch, for metrics.
  let outputs: BatchOutputs

  init(
    _ model: Model, _ compilation: Compilation, _ dataset: some Dataset, batchSize: Int,
    threads: Int, kernels: Kernels
  ) throws {
    self.model = model
    self.kernels = kernels
    (loss, optimizer) = (compilation.loss, compilation.optimizer)
    let plan = try Plan(
      model.sequential, batch: min(batchSize, ShardRunner.rowsPerShard), form: dataset.form,
      mode: .training, time: dataset.time)
    let shards = ShardRunner.count(rows: batchSize)
    runner = ShardRunner(plan, shards: shards, threads: threads)
    gradients = (0..<shards).map { _ in Arena(count: plan.parameterCapacity) }
    outputs = BatchOutputs(plan, rows: batchSize)
  }

  /// Trains on the first `rows` rows of a batch.
  ///
  /// - Returns: the mean loss over the batch, before the step.
  func run(_ batch: Batch, rows: Int, random: RandomSource) -> Double {
    let loss = computeGradients(batch, rows: rows, random: random)
    sumGradients(shards: ShardRunner.count(rows: rows), scale: loss.gradientScale)
    update()
    return loss.value
  }

  private func computeGradients(
    _ batch: Batch, rows: Int, random: RandomSource
  ) -> (value: Double, gradientScale: Float) {
    let shards = ShardRunner.count(rows: rows)
    let cut = ShardInputs(batch, rows: rows, random: random)
    let positions = outputs.positions(rows: rows)
    let results = ShardResults(shards: shards)
    let (gradients, loss, kernels, outputs) = (gradients, loss, kernels, outputs)
    let parameters = model.parameters.arena.whole
    runner.forEachShard(rows: rows) { index, range, workspace in
      let block = gradients[index].whole
      block.fill(0)
      let weights = Weights(parameters: parameters, gradients: block, kernels: kernels)
      let output = workspace.forward(cut.inputs[index], weights)
      outputs.take(range, output, mask: workspace.outputMask)
      let pass = LossPass(
        workspace, output: output, targets: cut.targets[index], scale: 1 / Float(positions))
      results.set(index, sum: loss.evaluate(pass), counted: pass.counted)
      workspace.backward(isLogitsGradient: loss.usesLogits(pass))
    }
    // A masked loss is the mean over the positions that count.
    let scale = Double(positions) / Double(max(results.counted, 1))
    return (results.sum / Double(positions) * scale, Float(scale))
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
    let (optimizer, kernels) = (optimizer, kernels)
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
    let workers = min(runner.threads, max(pieces, 1))
    Threads.run(workers) { worker in
      for index in stride(from: worker, to: pieces, by: workers) {
        body((index * Self.piece)..<min((index + 1) * Self.piece, count))
      }
    }
  }
}
