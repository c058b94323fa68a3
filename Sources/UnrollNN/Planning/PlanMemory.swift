import UnrollTensor

/// When the values between layers are in use, which may be longer than one call.
///
/// Time is that of ``MemoryPlanner``: call *i* of *L* runs forward at *i* and backward at
/// *2L − i*.
struct PlanMemory {
  let declarations: PlanDeclarations
  let calls: Int
  let mode: Mode
  private var floats: [Int: MemoryPlanner.Interval] = [:]
  private var masks: [Int: MemoryPlanner.Interval] = [:]

  init(_ declarations: PlanDeclarations, calls: Int, mode: Mode) {
    (self.declarations, self.calls, self.mode) = (declarations, calls, mode)
  }

  /// The time of a call's backward pass.
  func backward(_ call: Int) -> Int { 2 * calls - call }

  /// Declares a buffer that is in use from one time to another, or a view of a buffer, which is
  /// in use that long then.
  mutating func buffer(
    _ shape: Shape, from start: Int, to end: Int, sharing shared: BufferSlot<Float>? = nil
  ) -> BufferSlot<Float> {
    if let shared {
      stretch(shared, from: start, to: end)
      return declarations.addView(shape, of: shared)
    }
    let slot: BufferSlot<Float> = declarations.addBuffer(shape, batchAxis: 0, lifetime: .saved)
    floats[slot.index] = .init(size: shape.count, start: start, end: end)
    return slot
  }

  /// Declares a mask that is in use from a call to the end of its backward pass.
  mutating func mask(_ shape: Shape, from call: Int) -> BufferSlot<UInt8> {
    let slot: BufferSlot<UInt8> = declarations.addBuffer(shape, batchAxis: 0, lifetime: .saved)
    let end = mode == .training ? backward(call) : calls
    masks[slot.index] = .init(size: shape.count, start: call, end: end)
    return slot
  }

  private mutating func stretch(_ slot: BufferSlot<Float>, from start: Int, to end: Int) {
    let owner = declarations.owner(of: slot)
    guard let known = floats[owner] else { return }
    floats[owner] = .init(
      size: known.size, start: min(known.start, start), end: max(known.end, end))
  }

  /// Places all buffers.
  func layOut() -> (BufferTable, BufferTable, BufferTable) {
    (
      table(declarations.floats, floats), table(declarations.integers, [:]),
      table(declarations.bytes, masks)
    )
  }

  private func table(
    _ declarations: [BufferDeclaration], _ known: [Int: MemoryPlanner.Interval]
  ) -> BufferTable {
    let all = declarations.enumerated().map { index, declaration -> MemoryPlanner.Interval in
      guard declaration.sharedIndex == nil else { return .init(size: 0, start: 0, end: 0) }
      return known[index] ?? interval(declaration)
    }
    return BufferTable(declarations, intervals: all)
  }

  private func interval(_ declaration: BufferDeclaration) -> MemoryPlanner.Interval {
    let (forward, backward) = (declaration.node, backward(declaration.node))
    let size = declaration.shape.count
    switch declaration.lifetime {
    case .call: return .init(size: size, start: forward, end: forward)
    case .backwardCall: return .init(size: size, start: backward, end: backward)
    case .saved: return .init(size: size, start: forward, end: backward)
    }
  }
}
