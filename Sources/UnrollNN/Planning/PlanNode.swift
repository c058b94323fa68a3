import UnrollTensor

/// One call of a layer in a plan, with the places of what it reads and writes.
struct PlanNode: Sendable {
  /// Where a value comes from.
  enum Source: Sendable {
    case modelInput(Int)
    case buffer(BufferSlot<Float>)
    /// Rows of a table, which the integers of a model's input name.
    case rows(table: ParameterSlot, ids: Int)
  }

  /// A value that the layer reads.
  struct Input: Sendable {
    let source: Source
    /// Where rows are gathered for a layer that wants them dense.
    let gathered: BufferSlot<Float>?
    let mask: BufferSlot<UInt8>?
    /// Where the layer writes the gradient; nil if nobody wants it.
    let gradient: BufferSlot<Float>?
    /// Where that gradient is added afterwards, if the value has other readers.
    let total: BufferSlot<Float>?
    let trainsTable: Bool
  }

  /// A value that the layer puts out.
  struct Output: Sendable {
    /// Nil if the value is rows of a table.
    let buffer: BufferSlot<Float>?
    let gradient: BufferSlot<Float>?
    /// Whether nobody fills the gradient.
    let isUnread: Bool
  }

  let name: String
  let layer: PlannedLayer
  let inputs: [Input]
  let outputs: [Output]
  let ownMask: BufferSlot<UInt8>?
  /// What the loss counts of the outputs, if anything.
  let activity: ActivityPenalty?
  /// Whether anything at or before this layer is trained.
  let runsBackward: Bool
}

/// One output of a model.
struct PlanOutput: Sendable {
  let shape: Shape
  let buffer: BufferSlot<Float>
  let gradient: BufferSlot<Float>?
  let mask: BufferSlot<UInt8>?
  /// The call that writes the output; nil if the model hands an input on.
  let node: Int?
  /// Where the last layer keeps the values before its final activation.
  let logits: Logits?
}
