public import UnrollTensor

/// What an optimizer remembers between steps.
public final class OptimizerState {
  /// The number of steps done.
  public var iterations = 0
  /// The single numbers that belong to no weight.
  public package(set) var scalars: [Float]
  /// One block for each slot, laid out as the parameters; those of the shared options come first.
  let blocks: [Arena<Float>]
  /// How many of the blocks belong to the shared options.
  private let sharedCount: Int
  private let names: [OptimizerSlot]
  private let className: String

  init(_ optimizer: any Optimizer, capacity: Int) {
    className = type(of: optimizer).className
    names = optimizer.allSlotGroups.flatMap { $0 }
    sharedCount = optimizer.options.slotGroups.joined().count
    scalars = optimizer.scalars
    blocks = names.map { slot in
      let block = Arena<Float>(count: capacity)
      if slot.initial != 0 { block.whole.fill(slot.initial) }
      return block
    }
  }

  /// The numbers of one slot for one weight, copied.
  ///
  /// Averages of weights and sums of gradients, where they are kept, come before the slots of the
  /// rule.
  public func value(_ slot: Int, _ parameter: Parameter) -> Tensor<Float> {
    let view = blocks[slot].view(parameter.range.lowerBound, parameter.shape)
    return Tensor(shape: parameter.shape) { $0.assign(view) }
  }

  /// The number of slots.
  public var slotCount: Int { blocks.count }

  /// Whether the state is one of this optimizer: of its class, and with its slots.
  package func fits(_ optimizer: any Optimizer) -> Bool {
    className == type(of: optimizer).className
      && names == optimizer.allSlotGroups.flatMap { $0 }
  }

  /// The blocks of the rule.
  var ruleBlocks: ArraySlice<Arena<Float>> { blocks[sharedCount...] }

  /// The block of a slot of the shared options, if it is kept.
  func block(_ slot: OptimizerSlot) -> Arena<Float>? {
    names.prefix(sharedCount).firstIndex(of: slot).map { blocks[$0] }
  }
}
