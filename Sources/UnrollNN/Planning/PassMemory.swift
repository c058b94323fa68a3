import UnrollTensor

/// The memory behind the handles of one plan, for one pass over a shard.
struct PassMemory: Sendable {
  let plan: Plan
  let floatArena: Arena<Float>
  let integerArena: Arena<Int32>
  let byteArena: Arena<UInt8>
  let parameters: TensorRef<Float>
  let gradients: TensorRef<Float>?
  /// The number of rows of the shard.
  let batch: Int
  /// The block of what lasts from batch to batch.
  let states: TensorRef<Float>
  /// How many rows the running layer sees for one row of the shard.
  var folds = 1
  /// The factor of penalties on what layers put out; 0 where no loss is wanted.
  var activityScale: Float = 0
  /// Rows of tables that were multiplied with these parameters before; nil while they change.
  var projections: ProjectionCaches?

  func parameter(_ slot: ParameterSlot) -> TensorRef<Float> {
    slice(parameters, plan.place(slot))
  }

  func gradient(_ slot: ParameterSlot) -> TensorRef<Float> {
    guard let gradients else { preconditionFailure("only training passes have gradients") }
    return slice(gradients, plan.place(slot))
  }

  func floats(_ slot: BufferSlot<Float>) -> TensorRef<Float> {
    plan.floats.view(slot, in: floatArena, batch: batch)
  }
  func integers(_ slot: BufferSlot<Int32>) -> TensorRef<Int32> {
    plan.integers.view(slot, in: integerArena, batch: batch)
  }
  func bytes(_ slot: BufferSlot<UInt8>) -> TensorRef<UInt8> {
    plan.bytes.view(slot, in: byteArena, batch: batch)
  }

  func state(_ slot: StateSlot, firstRow: Int) -> TensorRef<Float> {
    plan.states.view(slot, in: states, rows: firstRow..<(firstRow + batch))
  }

  private func slice(_ block: TensorRef<Float>, _ parameter: ParameterPlace) -> TensorRef<Float> {
    block.columns(parameter.range).reshaped(parameter.shape)
  }
}
