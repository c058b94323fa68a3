import UnrollTensor

/// The buffers of one scalar type: their shapes, and their places in one arena.
struct BufferTable: Sendable {
  let declarations: [BufferDeclaration]
  let offsets: [Int]
  let total: Int

  init(_ declarations: [BufferDeclaration], intervals: [MemoryPlanner.Interval]) {
    let planner = MemoryPlanner(intervals)
    self.declarations = declarations
    offsets = declarations.enumerated().map { planner.offsets[$1.sharedIndex ?? $0] }
    total = planner.total
  }

  /// The view of a buffer for a pass over `batch` rows.
  func view<Scalar>(
    _ slot: BufferSlot<Scalar>, in arena: Arena<Scalar>, batch: Int
  ) -> TensorRef<Scalar> {
    let declaration = declarations[slot.index]
    var shape = declaration.shape
    if let axis = declaration.batchAxis { shape[axis] = batch * declaration.folds }
    return arena.view(offsets[slot.index], shape)
  }
}
