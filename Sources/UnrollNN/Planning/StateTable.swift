import UnrollTensor

/// The places of what stateful layers keep from batch to batch, in one block.
struct StateTable: Sendable {
  private let shapes: [Shape]
  private let offsets: [Int]
  /// The number of elements of the block.
  let total: Int

  init(_ shapes: [Shape]) {
    self.shapes = shapes
    var offset = 0
    offsets = shapes.map { shape in
      defer { offset += (shape.count + 15) / 16 * 16 }
      return offset
    }
    total = offset
  }

  /// Whether there is nothing to keep.
  var isEmpty: Bool { shapes.isEmpty }

  /// Some rows of a state.
  func view(_ slot: StateSlot, in block: TensorRef<Float>, rows: Range<Int>) -> TensorRef<Float> {
    let (shape, offset) = (shapes[slot.index], offsets[slot.index])
    return block.columns(offset..<(offset + shape.count)).reshaped(shape).slices(rows)
  }
}
