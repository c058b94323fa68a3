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
    let view = slots[slot].view(parameter.range.lowerBound, parameter.shape)
    value.withRef { view.assign($0) }
  }
}

extension Model {
  /// Lets training go on from a state that comes from a file.
  package func restore(_ state: OptimizerState?) { optimizerState = state }
}
