import UnrollTensor

extension TrainingRun {
  /// The most steps that a run may claim to have done; sums of two still fit.
  static let mostSteps = 1 << 53

  /// What decides the course of the run.
  ///
  /// - Throws: `UnrollError` if a sample cannot be read.
  func identity(initialEpoch: Int) throws -> RunIdentity {
    var run = RunIdentity(seed: seed, facts: [])
    run.add("batch size", "\(batchSize)")
    run.add("order of the samples", shuffles ? "shuffled" : "as given")
    run.add("first epoch", "\(initialEpoch + 1)")
    run.add("data to learn from", try dataset.fingerprint())
    run.add("data for validation", try validation?.fingerprint() ?? "none")
    let kinds = callbacks.compactMap { $0.state?.kind }
    run.add("list of callbacks", kinds.isEmpty ? "none" : kinds.joined(separator: ", "))
    return run
  }

  /// The state to go on from later.
  func state(_ run: RunIdentity) -> TrainingState {
    var kept = callbacks.compactMap(\.state)
    let optimizer = trainer.model.state(for: trainer.compilation.optimizer)
    var arrays = trainer.model.trainingArrays(optimizer)
    for index in kept.indices {
      for (number, array) in kept[index].arrays.enumerated() {
        arrays[TrainingState.ArrayName.callback(index, number)] = array
      }
      kept[index].arrays = []
    }
    let progress = TrainingProgressRecord(
      run: run, epoch: position.epoch, step: position.step, isStopping: position.isStopping,
      history: position.history, figures: position.figures.collected,
      learningRate: trainer.compilation.optimizer.learningRate.constant,
      iterations: optimizer.iterations, scalars: optimizer.scalars, callbacks: kept)
    return TrainingState(progress: progress, arrays: arrays)
  }

  /// Goes on from a state.
  ///
  /// - Throws: `UnrollError` if it does not fit; the weights are as before then.
  mutating func restore(_ state: TrainingState, _ context: TrainingContext) throws {
    let progress = state.progress
    guard (0...Self.mostSteps / max(steps, 1)).contains(progress.epoch),
      (0...steps).contains(progress.step),
      (0...dataset.count).contains(progress.figures.samples), progress.history.isWhole
    else {
      throw UnrollError(
        .corruptFile, "the checkpoint stands at no place of the run",
        expected: "a step of \(steps)", found: "epoch \(progress.epoch), step \(progress.step)",
        hint: "the file is damaged; remove it, and the one before it is taken")
    }
    var position = position
    (position.epoch, position.step) = (progress.epoch, progress.step)
    (position.isStopping, position.history) = (progress.isStopping, progress.history)
    try position.figures.restore(progress.figures)
    try restoreCallbacks(state, context)
    if let rate = progress.learningRate { try context.setLearningRate(rate) }
    // Last, so that nothing can fail once the weights are others.
    try trainer.model.restore(state, trainer.compilation.optimizer)
    self.position = position
  }

  private func restoreCallbacks(_ state: TrainingState, _ context: TrainingContext) throws {
    let keepers = callbacks.filter { $0.state != nil }
    for (index, (callback, kept)) in zip(keepers, state.progress.callbacks).enumerated() {
      var kept = kept
      var number = 0
      while let array = state.arrays[TrainingState.ArrayName.callback(index, number)] {
        kept.arrays.append(array)
        number += 1
      }
      try callback.restore(kept, context)
    }
  }
}
