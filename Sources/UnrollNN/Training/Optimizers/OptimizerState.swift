public import UnrollTensor

/// What an optimizer remembers between steps.
public final class OptimizerState {
  /// The number of steps done.
  public var iterations = 0
  /// One block for each slot, laid out as the parameters.
  let slots: [Arena<Float>]

  init(_ optimizer: any Optimizer, capacity: Int) {
    slots = optimizer.slotNames.map { _ in Arena(count: capacity) }
  }

  /// The numbers of one slot for one weight, copied.
  public func value(_ slot: Int, _ parameter: Parameter) -> Tensor<Float> {
    let view = slots[slot].view(parameter.range.lowerBound, parameter.shape)
    return Tensor(shape: parameter.shape) { $0.assign(view) }
  }

  /// The number of slots.
  public var slotCount: Int { slots.count }
}
