import UnrollTensor

extension Model {
  /// The arrays of a training state: weights, the blocks of the optimizer, the states of layers.
  func trainingArrays(_ optimizer: OptimizerState) -> [String: Tensor<Float>] {
    typealias Name = TrainingState.ArrayName
    var arrays: [String: Tensor<Float>] = [:]
    for (index, parameter) in parameters.parameters.enumerated() {
      arrays[Name.weight(index)] = parameters.value(parameter)
      for slot in 0..<optimizer.slotCount {
        arrays[Name.slot(slot, index)] = optimizer.value(slot, parameter)
      }
    }
    if states.count > 0 {
      let block = states.whole
      arrays[Name.states] = Tensor(shape: block.shape) { $0.assign(block) }
    }
    return arrays
  }

  /// Takes weights, optimizer and states from a training state, or nothing.
  ///
  /// - Throws: `UnrollError` if an array does not fit; nothing is changed then.
  func restore(_ state: TrainingState, _ optimizer: any Optimizer) throws {
    typealias Name = TrainingState.ArrayName
    let parameters = parameters.parameters
    let weights = try parameters.enumerated().map {
      try state.array(Name.weight($0), $1.shape)
    }
    let fresh = try restored(state, optimizer)
    let kept = states.count > 0 ? try state.array(Name.states, [states.count]) : nil
    try self.parameters.replaceAll(weights)
    restore(fresh)
    kept?.withRef { states.whole.assign($0) }
  }

  /// The state of the optimizer.
  private func restored(
    _ state: TrainingState, _ optimizer: any Optimizer
  ) throws -> OptimizerState {
    let fresh = OptimizerState(fresh: optimizer, for: self)
    let progress = state.progress
    guard progress.scalars.count == fresh.scalars.count,
      (0...TrainingRun.mostSteps).contains(progress.iterations)
    else {
      throw UnrollError(
        .corruptFile, "the checkpoint does not fit the optimizer",
        path: [type(of: optimizer).className], expected: "\(fresh.scalars.count) numbers",
        found: "\(progress.scalars.count)",
        hint: "go on with the optimizer that the run began with")
    }
    for slot in 0..<fresh.slotCount {
      for (index, parameter) in parameters.parameters.enumerated() {
        fresh.set(
          slot, parameter,
          to: try state.array(TrainingState.ArrayName.slot(slot, index), parameter.shape))
      }
    }
    (fresh.iterations, fresh.scalars) = (progress.iterations, progress.scalars)
    return fresh
  }
}
