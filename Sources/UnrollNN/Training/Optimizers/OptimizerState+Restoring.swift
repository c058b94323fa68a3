package import UnrollTensor

extension OptimizerState {
  /// A state as it is before the first step.
  package convenience init(fresh optimizer: any Optimizer, for model: Model) {
    self.init(optimizer, capacity: model.parameters.arena.count)
  }

  /// Replaces the numbers of one slot for one weight.
  ///
  /// - Precondition: the value has the shape of the weight.
  package func set(_ slot: Int, _ parameter: Parameter, to value: Tensor<Float>) {
    precondition(value.shape == parameter.shape, "a slot has the shape of its weight")
    let view = blocks[slot].view(parameter.range.lowerBound, parameter.shape)
    value.withRef { view.assign($0) }
  }

  /// Computes the single numbers anew, where a file holds the steps done but not them.
  package func advanceScalars(_ optimizer: any Optimizer) {
    scalars = optimizer.scalars
    for iteration in 0..<iterations {
      let before = scalars
      optimizer.advance(&scalars, iteration: iteration + 1)
      // What no longer changes will not: a file may claim any number of steps.
      if scalars == before { return }
    }
  }

  /// The variables of an optimizer for each weight in Keras's order: group by group, and within a
  /// group weight by weight.
  package static func places(
    _ optimizer: any Optimizer, _ parameters: [Parameter]
  ) -> [(slot: Int, parameter: Parameter)] {
    var places: [(slot: Int, parameter: Parameter)] = []
    var first = 0
    for group in optimizer.allSlotGroups {
      for parameter in parameters {
        places += group.indices.map { (slot: first + $0, parameter: parameter) }
      }
      first += group.count
    }
    return places
  }
}

extension Model {
  /// Lets training go on from a state that comes from a file.
  package func restore(_ state: OptimizerState?) { optimizerState = state }

  /// The state for an optimizer: the one at hand if it is one of this optimizer, else a fresh one.
  func state(for optimizer: any Optimizer) -> OptimizerState {
    if let optimizerState, optimizerState.fits(optimizer) { return optimizerState }
    let state = OptimizerState(fresh: optimizer, for: self)
    optimizerState = state
    return state
  }
}
