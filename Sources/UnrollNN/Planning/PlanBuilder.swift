import UnrollTensor

/// Plans the calls of a network one after another and notes where every value lives.
struct PlanBuilder {
  /// A value between two calls, as far as it is planned.
  struct Value {
    var shape: Shape
    var source: PlanNode.Source
    var mask: BufferSlot<UInt8>?
    /// Whether anything before it is trained, so that it needs a gradient.
    var isTrained = false
    /// Whether a backward pass will read it again.
    var isReadAgain = true
    var gradient: BufferSlot<Float>?
    /// The call that wrote it, and where that keeps the values before a final activation.
    var node: Int?
    var logits: Logits?
  }

  let network: Network
  let batch: Int
  let layouts: [InputLayout]
  let mode: Mode

  let declarations: PlanDeclarations
  /// What the layers may ask for; nil for anything.
  var budget: PlanBudget?
  private let readers: [Network.Value: [Int]]
  private let modelOutputs: Set<Network.Value>
  private var memory: PlanMemory
  private var values: [Network.Value: Value] = [:]
  private(set) var nodes: [PlanNode] = []
  private(set) var outputs: [PlanOutput] = []
  private(set) var needsWholeBatch = false

  init(
    network: Network, batch: Int, layouts: [InputLayout], mode: Mode, isInspection: Bool = false
  ) {
    declarations = PlanDeclarations(isInspection: isInspection)
    self.network = network
    self.batch = batch
    self.layouts = layouts
    self.mode = mode
    readers = network.readers()
    modelOutputs = Set(network.outputs)
    memory = PlanMemory(declarations, calls: network.calls.count, mode: mode)
  }

  private var count: Int { network.calls.count }

  /// Plans everything.
  ///
  /// - Throws: `UnrollError` with the path of the layer that does not fit.
  mutating func build(differentiatesInput: Bool) throws {
    try require(count > 0, "a model needs at least one layer")
    try addInputs(differentiatesInput: differentiatesInput)
    for index in 0..<count {
      let layer = network.layers[network.calls[index].layer]
      declarations.begin(call: index, layer: network.calls[index].layer)
      try locating(layer.fullName) {
        try add(network.calls[index], layer, index)
        try declarations.end()
        for output in 0..<layer.entry.layer.outputCount {
          guard let value = values[.output(call: index, index: output)] else { continue }
          try budget?.check(output: value.shape, weights: declarations.weightCount)
        }
      }
    }
    outputs = try network.outputs.map(output)
    let isMasked = outputs.contains { $0.mask != nil }
    // The mean over what counts must be known for each output before gradients are added up.
    needsWholeBatch = mode == .training && (needsWholeBatch || (outputs.count > 1 && isMasked))
  }

  /// The gradients of the model's inputs, where they were asked for.
  var inputGradients: [BufferSlot<Float>?] {
    network.inputs.indices.map { values[.input($0)]?.gradient }
  }

  /// The places of all buffers.
  func layOutBuffers() -> (BufferTable, BufferTable, BufferTable) { memory.layOut() }

  private mutating func addInputs(differentiatesInput: Bool) throws {
    for (index, input) in network.inputs.enumerated() {
      let value = Network.Value.input(index)
      var planned = Value(
        shape: try input.shape(batch: batch, time: layouts[index].time),
        source: .modelInput(index))
      if differentiatesInput && layouts[index].form == .dense {
        planned.isTrained = true
        planned.gradient = declareGradient(of: value, planned.shape, writtenBy: -1)
      }
      values[value] = planned
    }
  }

  private mutating func add(_ call: Network.Call, _ layer: Network.Layer, _ index: Int) throws {
    let read = try call.inputs.map(find)
    let readsRows = type(of: layer.entry.layer).readsRows
    let outputs = (0..<layer.entry.layer.outputCount).map {
      Network.Value.output(call: index, index: $0)
    }
    // Keras hands a layer the mask of its input only where nothing else stands beside the input.
    let ignoresMask =
      read.count > 1 && call.options["mask"] == nil
      && type(of: layer.entry.layer).furtherInputsKeyword == "initial_state"
    var plan = LayerPlan(
      inputs: read.map {
        .init(
          shape: $0.shape, hasMask: $0.mask != nil && !ignoresMask,
          needsGradient: mode == .training && $0.isTrained)
      },
      isRows: isRows(read[0]) && readsRows, readsTokens: isTokens(read[0]), mode: mode,
      isLast: modelOutputs.contains(outputs[0]) && readers[outputs[0]] == nil,
      fixedBatch: network.batch, declarations: declarations)
    plan.options = try Self.checkingMask(call.options, read)
    // A frozen layer works as in inference.
    plan.isTrainable = layer.isTrainable && !declarations.isInspection
    plan.activityRegularizer = layer.entry.activityRegularizer
    let planned = try layer.entry.layer.planned(&plan)
    try Self.refuse(plan.options)
    needsWholeBatch = needsWholeBatch || planned.needsWholeBatch
    let trains = layer.isTrainable && declarations.hasParameters
    let isTrained = trains || read.contains(where: \.isTrained)
    let ownMask = declareOwnMask(planned, index)
    let inputs = call.inputs.indices.map { input($0, call, read[$0], index, readsRows: readsRows) }
    let written = zip(outputs, planned.outputs).map { value, output in
      declare(value, output, planned, read[0], call.inputs[0], index, isTrained: isTrained, ownMask)
    }
    nodes.append(
      PlanNode(
        name: layer.fullName, layer: planned, inputs: inputs, outputs: written, ownMask: ownMask,
        activity: ActivityPenalty(planned, declarations, mode), runsBackward: isTrained))
  }

  private func find(_ value: Network.Value) throws -> Value {
    guard let found = values[value] else {
      throw UnrollError(.invalidConfiguration, "the layer reads what is not computed before it")
    }
    return found
  }

  /// Whether a value is rows of a table.
  private func isRows(_ value: Value) -> Bool {
    switch value.source {
    case .modelInput(let index): layouts[index].form == .rows
    case .rows: true
    case .buffer: false
    }
  }

  private func isTokens(_ value: Value) -> Bool {
    guard case .modelInput(let index) = value.source else { return false }
    return layouts[index].form == .tokens
  }
}

extension PlanBuilder {
  /// What a call reads at one position.
  private mutating func input(
    _ position: Int, _ call: Network.Call, _ value: Value, _ index: Int, readsRows: Bool
  ) -> PlanNode.Input {
    let gathers = isRows(value) && !(readsRows && position == 0)
    let keeps: BufferLifetime = mode == .training ? .saved : .call
    let gathered: BufferSlot<Float>? =
      gathers ? declarations.addBuffer(value.shape, batchAxis: 0, lifetime: keeps) : nil
    // Who reads rows adds to the gradient of the table.
    let needsGradient = mode == .training && value.isTrained && (gathers || !isRows(value))
    let isFirst = isFirstBackward(call.inputs[position], call: index, position: position)
    let usesOwn = needsGradient && (gathers || (!isFirst && value.gradient != nil))
    let own: BufferSlot<Float>? =
      usesOwn
      ? declarations.addBuffer(value.shape, batchAxis: 0, lifetime: .backwardCall) : nil
    return PlanNode.Input(
      source: value.source, gathered: gathered, mask: value.mask,
      gradient: needsGradient ? own ?? value.gradient : nil,
      total: gathers || own == nil ? nil : value.gradient,
      trainsTable: isRows(value) && value.isTrained)
  }

  /// Whether a reader is the one that writes the gradient of a value, to which others add.
  private func isFirstBackward(_ value: Network.Value, call: Int, position: Int) -> Bool {
    guard !modelOutputs.contains(value), readers[value]?.last == call else { return false }
    return network.calls[call].inputs.lastIndex(of: value) == position
  }

  /// Notes a value that a call puts out.
  private mutating func declare(
    _ value: Network.Value, _ output: PlannedOutput, _ planned: PlannedLayer, _ read: Value,
    _ readValue: Network.Value, _ index: Int, isTrained: Bool, _ ownMask: BufferSlot<UInt8>?
  ) -> PlanNode.Output {
    guard case .output(_, let position) = value else { preconditionFailure("calls put out") }
    let table = position == 0 ? planned.outputTable : nil
    let isDense = table == nil || modelOutputs.contains(value)
    let shared =
      position == 0 ? sharedBuffer(planned.reuse, read, readValue) : nil
    let buffer = isDense ? declareOutput(value, output.shape, index, sharing: shared) : nil
    let gradient =
      isDense && isTrained
      ? declareGradient(
        of: value, output.shape, writtenBy: index, sharing: shared == nil ? nil : read.gradient)
      : nil
    let source: PlanNode.Source =
      if let table { .rows(table: table, ids: idsInput(read)) } else {
        .buffer(buffer ?? BufferSlot(index: 0))
      }
    values[value] = Value(
      shape: output.shape, source: source, mask: mask(output.mask, read, ownMask),
      isTrained: isTrained,
      isReadAgain: planned.readsOutputAgain || (planned.reuse == .view && read.isReadAgain),
      gradient: gradient, node: index, logits: position == 0 ? planned.logits : nil)
    return PlanNode.Output(
      buffer: buffer, gradient: gradient,
      isUnread: readers[value] == nil && !modelOutputs.contains(value))
  }

  private func idsInput(_ read: Value) -> Int {
    if case .modelInput(let index) = read.source { index } else { 0 }
  }

  private func mask(
    _ mask: OutputMask, _ read: Value, _ own: BufferSlot<UInt8>?
  ) -> BufferSlot<UInt8>? {
    switch mask {
    case .input: read.mask
    case .none: nil
    case .own: own
    }
  }

  /// The buffer that a layer may put its output into, if nobody else needs what is there.
  private func sharedBuffer(
    _ reuse: MemoryReuse, _ read: Value, _ value: Network.Value
  ) -> BufferSlot<Float>? {
    guard case .buffer(let slot) = read.source, readers[value]?.count == 1,
      !modelOutputs.contains(value)
    else { return nil }
    switch reuse {
    case .none: return nil
    case .view: return slot
    case .inPlace: return read.isReadAgain && mode == .training ? nil : slot
    }
  }

  private mutating func declareOutput(
    _ value: Network.Value, _ shape: Shape, _ index: Int, sharing shared: BufferSlot<Float>?
  ) -> BufferSlot<Float> {
    let lastReader = modelOutputs.contains(value) ? count : readers[value]?.last ?? index
    let end = mode == .training ? memory.backward(index) : lastReader
    return memory.buffer(shape, from: index, to: end, sharing: shared)
  }

  /// Declares the gradient of a value: from its first writer, going back, to the call before it.
  private mutating func declareGradient(
    of value: Network.Value, _ shape: Shape, writtenBy index: Int,
    sharing shared: BufferSlot<Float>? = nil
  ) -> BufferSlot<Float>? {
    guard mode == .training else { return nil }
    let start =
      modelOutputs.contains(value) ? count : memory.backward(readers[value]?.last ?? index)
    return memory.buffer(shape, from: start, to: memory.backward(index), sharing: shared)
  }

  private mutating func declareOwnMask(_ layer: PlannedLayer, _ index: Int) -> BufferSlot<UInt8>? {
    let owned = layer.outputs.first {
      if case .own = $0.mask { true } else { false }
    }
    guard let shape = owned?.shape else { return nil }
    return memory.mask([shape[0], shape[1]], from: index)
  }

  /// The place of an output of the model.
  private func output(_ value: Network.Value) throws -> PlanOutput {
    let found = try find(value)
    let buffer = found.node.flatMap { node -> BufferSlot<Float>? in
      guard case .output(_, let index) = value else { return nil }
      return nodes[node].outputs[index].buffer
    }
    guard let buffer else {
      throw UnrollError(
        .unsupported, "an output of the model is one of its inputs",
        hint: "put a layer between them, such as Activation(\"linear\")")
    }
    return PlanOutput(
      shape: found.shape, buffer: buffer, gradient: found.gradient,
      mask: found.shape.rank == 3 ? found.mask : nil, node: found.node,
      logits: readers[value] == nil ? found.logits : nil)
  }
}
