import UnrollTensor

/// Runs `plan` on each layer and notes where every value lives.
struct PlanBuilder {
  let sequential: Sequential
  let batch: Int
  let form: InputForm
  let mode: Mode
  let time: Int?

  private let declarations = PlanDeclarations()
  private(set) var nodes: [PlanNode] = []
  private var names: [String] = []
  // The value between two layers: its shape, source, mask and gradient.
  private var shape: Shape = []
  private var source = PlanNode.Source.modelInput
  private var mask: BufferSlot<UInt8>?
  private var gradient: BufferSlot<Float>?
  /// Whether a backward pass will read that value again.
  private var isReadAgain = true
  private var isTrained = false
  // Outputs and gradients of layers live longer than one call; lifetimes by float buffer.
  private var intervals: [Int: MemoryPlanner.Interval] = [:]
  private var maskIntervals: [Int: MemoryPlanner.Interval] = [:]

  init(sequential: Sequential, batch: Int, form: InputForm, mode: Mode, time: Int?) {
    self.sequential = sequential
    self.batch = batch
    self.form = form
    self.mode = mode
    self.time = time
    names = sequential.layerNames
  }

  private var count: Int { sequential.entries.count }
  private func backward(_ node: Int) -> Int { 2 * count - node }

  mutating func addLayers(differentiatesInput: Bool) throws {
    try require(count > 0, "a model needs at least one layer")
    shape = try sequential.input.shape(batch: batch, time: time)
    if differentiatesInput && form == .dense {
      gradient = declareGradient(shape, -1)
      isTrained = true
    }
    for index in 0..<count {
      declarations.node = index
      try locating(names[index]) { try add(sequential.entries[index], index) }
    }
  }

  private mutating func add(_ entry: LayerEntry, _ index: Int) throws {
    let readsRows = type(of: entry.layer).readsRows
    let arrivesAsRows = isRows
    var plan = LayerPlan(
      input: shape, isRows: arrivesAsRows && readsRows, readsTokens: index == 0 && form == .tokens,
      hasMask: mask != nil, mode: mode,
      needsInputGradient: mode == .training && isTrained, isLast: index == count - 1,
      declarations: declarations)
    let gathered = arrivesAsRows && !readsRows ? declareGathered(index) : nil
    let before = declarations.parameters.count
    let layer = try entry.layer.planned(&plan)
    let ownMask = declareOwnMask(layer, index)
    let inputGradient = inputGradientSlot(index, gathered: gathered != nil)
    let isDense = layer.outputTable == nil || index == count - 1
    let shared = sharedBuffer(layer.reuse)
    let output = isDense ? declareOutput(layer.output, index, sharing: shared) : nil
    let hasTrainedParameters = entry.isTrainable && declarations.parameters.count > before
    let outputGradient = output.flatMap { _ in
      declareGradient(layer.output, index, sharing: shared == nil ? nil : gradient)
    }
    nodes.append(
      PlanNode(
        name: names[index], layer: layer, source: source, gathered: gathered, mask: mask,
        ownMask: ownMask, output: output, outputGradient: outputGradient,
        inputGradient: inputGradient, trainsTable: arrivesAsRows && isTrained,
        runsBackward: isTrained || hasTrainedParameters))
    isTrained = isTrained || hasTrainedParameters
    advance(past: layer, output: output, ownMask: ownMask, gradient: outputGradient)
  }

  /// Whether the value that the next layer reads is rows of a table.
  private var isRows: Bool {
    switch source {
    case .modelInput: form == .rows
    case .rows: true
    case .buffer: false
    }
  }

  private mutating func advance(
    past layer: PlannedLayer, output: BufferSlot<Float>?, ownMask: BufferSlot<UInt8>?,
    gradient: BufferSlot<Float>?
  ) {
    isReadAgain = layer.readsOutputAgain || (layer.reuse == .view && isReadAgain)
    shape = layer.output
    self.gradient = gradient
    if let table = layer.outputTable {
      source = .rows(table: table)
    } else if let output {
      source = .buffer(output)
    }
    switch layer.outputMask {
    case .input: break
    case .none: mask = nil
    case .own: mask = ownMask
    }
  }

  /// The buffer that a layer may put its output into, if it is free.
  private func sharedBuffer(_ reuse: MemoryReuse) -> BufferSlot<Float>? {
    guard case .buffer(let slot) = source else { return nil }
    switch reuse {
    case .none: return nil
    case .view: return slot
    case .inPlace: return isReadAgain && mode == .training ? nil : slot
    }
  }

  private mutating func declareOutput(
    _ shape: Shape, _ index: Int, sharing shared: BufferSlot<Float>?
  ) -> BufferSlot<Float> {
    let end = mode == .training ? backward(index) : index + 1
    if let shared {
      stretchInterval(of: shared, from: index, to: end)
      return declarations.addView(shape, of: shared)
    }
    let slot: BufferSlot<Float> = declarations.addBuffer(shape, batchAxis: 0, lifetime: .saved)
    intervals[slot.index] = .init(size: shape.count, start: index, end: end)
    return slot
  }

  private mutating func declareGradient(
    _ shape: Shape, _ index: Int, sharing shared: BufferSlot<Float>? = nil
  ) -> BufferSlot<Float>? {
    guard mode == .training else { return nil }
    let start = backward(index + 1)
    if let shared {
      stretchInterval(of: shared, from: start, to: backward(index))
      return declarations.addView(shape, of: shared)
    }
    let slot: BufferSlot<Float> = declarations.addBuffer(shape, batchAxis: 0, lifetime: .saved)
    intervals[slot.index] = .init(size: shape.count, start: start, end: backward(index))
    return slot
  }

  private mutating func stretchInterval(of slot: BufferSlot<Float>, from start: Int, to end: Int) {
    let owner = declarations.owner(of: slot)
    guard let known = intervals[owner] else { return }
    intervals[owner] = .init(
      size: known.size, start: min(known.start, start), end: max(known.end, end))
  }

  private mutating func declareGathered(_ index: Int) -> BufferSlot<Float> {
    declarations.addBuffer(shape, batchAxis: 0, lifetime: mode == .training ? .saved : .call)
  }

  private mutating func inputGradientSlot(_ index: Int, gathered: Bool) -> BufferSlot<Float>? {
    guard mode == .training && isTrained else { return nil }
    guard gathered else { return gradient }
    return declarations.addBuffer(shape, batchAxis: 0, lifetime: .backwardCall)
  }

  private mutating func declareOwnMask(_ layer: PlannedLayer, _ index: Int) -> BufferSlot<UInt8>? {
    guard case .own = layer.outputMask else { return nil }
    let shape: Shape = [layer.output[0], layer.output[1]]
    let slot: BufferSlot<UInt8> = declarations.addBuffer(shape, batchAxis: 0, lifetime: .saved)
    // Any later layer may read the mask, and so may the loss.
    maskIntervals[slot.index] = .init(size: shape.count, start: index, end: backward(0))
    return slot
  }

  /// The parameters of all layers in one block, each at a multiple of 16 elements.
  func layOutParameters() -> (parameters: [Parameter], capacity: Int) {
    var offset = 0
    let parameters = declarations.parameters.map { declaration in
      let range = offset..<(offset + declaration.shape.count)
      offset = (range.upperBound + 15) / 16 * 16
      return Parameter(
        layer: names[declaration.node], layerIndex: declaration.node, scopes: declaration.scopes,
        name: declaration.name, shape: declaration.shape, range: range,
        isTrainable: sequential.entries[declaration.node].isTrainable,
        initializer: declaration.initializer)
    }
    return (parameters, offset)
  }

  func layOutBuffers() -> (BufferTable, BufferTable, BufferTable) {
    func table(
      _ declarations: [BufferDeclaration], _ known: [Int: MemoryPlanner.Interval]
    ) -> BufferTable {
      let all = declarations.enumerated().map { index, declaration -> MemoryPlanner.Interval in
        guard declaration.sharedIndex == nil else { return .init(size: 0, start: 0, end: 0) }
        return known[index] ?? interval(declaration)
      }
      return BufferTable(declarations, intervals: all)
    }
    return (
      table(declarations.floats, intervals), table(declarations.integers, [:]),
      table(declarations.bytes, maskIntervals)
    )
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
