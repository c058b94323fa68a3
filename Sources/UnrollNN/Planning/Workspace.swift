import UnrollTensor

/// The scratch memory of one thread for one plan, and the loop over the calls.
///
/// `@unchecked Sendable`: a workspace is used by one thread at a time; whoever keeps several
/// (``ShardRunner``, ``Predictor``) hands each to one thread.
final class Workspace: @unchecked Sendable {
  let plan: Plan
  private let floats: Arena<Float>
  private let integers: Arena<Int32>
  private let bytes: Arena<UInt8>
  /// The rows that scattered samples begin with, for each input that has such.
  private let starts: [Arena<Int32>?]
  private var loaded: [SequenceView] = []
  /// The calls of the last forward pass.
  private(set) var passes: [ForwardPass] = []
  /// The penalties on what layers put out in the last forward pass, summed over its rows, if its
  /// weights asked for them.
  private(set) var activityPenalty = 0.0

  init(_ plan: Plan) {
    self.plan = plan
    starts = plan.layouts.indices.map {
      plan.scattered.contains($0) ? Arena(count: plan.batch) : nil
    }
    floats = Arena(count: plan.floats.total)
    integers = Arena(count: plan.integers.total)
    bytes = Arena(count: plan.bytes.total)
    passes.reserveCapacity(plan.nodes.count)
  }

  /// Runs all calls forward over one shard; what they put out is valid until the next time.
  ///
  /// - Parameters:
  ///   - shard: the samples.
  ///   - weights: the numbers to work with.
  ///   - observe: told of every call, by its position, when it has run.
  func forward(
    _ shard: Shard, _ weights: Weights, observe: ((Int, ForwardPass) -> Void)? = nil
  ) {
    let memory = PassMemory(
      plan: plan, floatArena: floats, integerArena: integers, byteArena: bytes,
      parameters: weights.parameters, gradients: weights.gradients, batch: shard.rows,
      states: weights.states, activityScale: weights.activityScale,
      projections: weights.projections)
    passes.removeAll(keepingCapacity: true)
    loaded.removeAll(keepingCapacity: true)
    for (input, starts) in zip(shard.inputs, starts) {
      loaded.append(input.loaded(starts: starts.map { $0.whole.columns(0..<shard.rows) }))
    }
    activityPenalty = 0
    for (index, node) in plan.nodes.enumerated() {
      let pass = pass(node, memory, shard, random: shard.random.stream(index), weights.kernels)
      passes.append(pass)
      node.layer.forward(pass)
      if let table = node.layer.outputTable, pass.output.count > 0, let ids = pass.input.ids {
        weights.kernels.gather(pass[table], ids: ids.flat, into: pass.output.flattened)
      }
      // Now, as a later layer may take the memory of the output.
      observe?(index, pass)
      if weights.activityScale != 0 {
        activityPenalty += node.activity?.value(node, pass) ?? 0
        for inner in node.layer.innerPenalties { activityPenalty += Double(pass[inner.sum][0, 0]) }
      }
    }
  }

  /// The pass of one call.
  private func pass(
    _ node: PlanNode, _ memory: PassMemory, _ shard: Shard, random: RandomSource,
    _ kernels: Kernels
  ) -> ForwardPass {
    ForwardPass(
      mode: plan.passMode, input: view(node.inputs[0], memory, kernels),
      output: node.outputs[0].buffer.map { memory.floats($0) } ?? .nothing,
      mask: node.inputs[0].mask.map { memory.bytes($0) },
      outputMask: node.ownMask.map { memory.bytes($0) }, random: random,
      firstRow: shard.firstRow, kernels: kernels, memory: memory,
      further: further(node, memory, kernels))
  }

  private func further(
    _ node: PlanNode, _ memory: PassMemory, _ kernels: Kernels
  ) -> FurtherValues {
    var further = FurtherValues()
    for input in node.inputs.dropFirst() {
      guard case .dense(let view) = view(input, memory, kernels) else {
        preconditionFailure("only a first input is given as rows")
      }
      further.inputs.append(view)
      further.masks.append(input.mask.map { memory.bytes($0) })
    }
    for output in node.outputs.dropFirst() {
      further.outputs.append(output.buffer.map { memory.floats($0) } ?? .nothing)
    }
    return further
  }

  /// Runs all calls backward over the shard of the last forward pass; the gradients of the
  /// outputs must stand in ``outputGradient(_:)`` by then.
  ///
  /// - Parameter areLogits: for each output whether its gradient is that of the logits.
  func backward(areLogits: [Bool]) {
    let logitsNodes = zip(plan.outputs, areLogits).compactMap { $1 ? $0.node : nil }
    for index in plan.nodes.indices.reversed() where plan.nodes[index].runsBackward {
      let (node, pass) = (plan.nodes[index], passes[index])
      for output in node.outputs where output.isUnread {
        output.gradient.map { pass.memory.floats($0).fill(0) }
      }
      let isLogits = logitsNodes.contains(index)
      let scale = pass.memory.activityScale
      if scale != 0 { node.activity?.addGradients(node, pass, scale: scale, isLogits: isLogits) }
      if let table = node.layer.outputTable, let gradient = node.outputs[0].gradient {
        scatter(
          pass.memory.floats(gradient), into: pass.memory.gradient(table), pass.input.ids, pass)
      }
      node.layer.backward(backwardPass(node, pass, isLogits: isLogits))
      for input in node.inputs { hand(input, on: pass) }
    }
  }

  private func backwardPass(
    _ node: PlanNode, _ pass: ForwardPass, isLogits: Bool
  ) -> BackwardPass {
    let first = node.inputs[0]
    return BackwardPass(
      forward: pass,
      outputGradient: node.outputs[0].gradient.map { pass.memory.floats($0) } ?? .nothing,
      isLogitsGradient: isLogits, inputGradient: first.gradient.map { pass.memory.floats($0) },
      tableGradient: first.gathered == nil ? tableGradient(first, pass) : nil,
      furtherOutputGradients: node.outputs.dropFirst().map { output in
        output.gradient.map { pass.memory.floats($0) } ?? .nothing
      },
      furtherInputGradients: node.inputs.dropFirst().map { input in
        input.gradient.map { pass.memory.floats($0) }
      })
  }

  /// Adds the gradient of an input to what other readers of the value left, or to a table.
  private func hand(_ input: PlanNode.Input, on pass: ForwardPass) {
    guard let slot = input.gradient else { return }
    let gradient = pass.memory.floats(slot)
    if let total = input.total {
      pass.memory.floats(total).add(gradient)
    } else if input.gathered != nil, let table = tableGradient(input, pass) {
      guard case .rows(_, let number) = input.source else { return }
      scatter(gradient, into: table, loaded[number].ids, pass)
    }
  }

  private func view(
    _ input: PlanNode.Input, _ memory: PassMemory, _ kernels: Kernels
  ) -> SequenceView {
    let view: SequenceView =
      switch input.source {
      case .modelInput(let number): loaded[number]
      case .buffer(let slot): .dense(memory.floats(slot))
      case .rows(let table, let number):
        .rows(ids: loaded[number].ids ?? .nothing, table: memory.parameter(table))
      }
    guard let slot = input.gathered, case .rows(let ids, let table) = view else { return view }
    let dense = memory.floats(slot)
    kernels.gather(table, ids: ids.flat, into: dense.flattened)
    return .dense(dense)
  }

  private func tableGradient(
    _ input: PlanNode.Input, _ pass: ForwardPass
  ) -> TensorRef<Float>? {
    guard input.trainsTable, case .rows(let table, _) = input.source else { return nil }
    return pass.memory.gradient(table)
  }

  private func scatter(
    _ gradient: TensorRef<Float>, into table: TensorRef<Float>, _ ids: TensorRef<Int32>?,
    _ pass: ForwardPass
  ) {
    guard let ids else { return }
    pass.kernels.scatterAdd(gradient.flattened, places: ids.flat, into: table)
  }
}

extension Workspace {
  /// An output of the model after ``forward(_:_:)``.
  func output(_ index: Int) -> TensorRef<Float> {
    passes.last.map { $0.memory.floats(plan.outputs[index].buffer) } ?? .nothing
  }

  /// The gradient of an output, to be filled by the loss; nothing if nothing is trained.
  func outputGradient(_ index: Int) -> TensorRef<Float> {
    guard let pass = passes.last, let slot = plan.outputs[index].gradient else { return .nothing }
    return pass.memory.floats(slot)
  }

  /// The gradient of a dense input after a backward pass, if the plan asked for it.
  func inputGradient(_ index: Int) -> TensorRef<Float>? {
    plan.inputGradients[index].flatMap { slot in passes.first.map { $0.memory.floats(slot) } }
  }

  /// The values before the final activation of an output, if its layer keeps them.
  func logits(_ index: Int) -> (values: TensorRef<Float>, activation: ActivationFunction)? {
    guard let pass = passes.last, let logits = plan.outputs[index].logits else { return nil }
    return (pass[logits.slot], logits.activation)
  }

  /// The mask of an output, for the loss.
  func outputMask(_ index: Int) -> TensorRef<UInt8>? {
    guard let pass = passes.last else { return nil }
    return plan.outputs[index].mask.map { pass.memory.bytes($0) }
  }
}

/// The numbers that all shards of a step share.
struct Weights: Sendable {
  let parameters: TensorRef<Float>
  let gradients: TensorRef<Float>?
  /// What stateful layers keep; each shard has rows of its own in it.
  let states: TensorRef<Float>
  let kernels: Kernels
  /// What was computed from parameters that do not change; nil while they do.
  var projections: ProjectionCaches?
  /// What penalties on what layers put out are multiplied by: one by the rows of the batch; 0 where
  /// no loss is wanted.
  var activityScale: Float = 0
}

extension SequenceView {
  var ids: TensorRef<Int32>? {
    if case .rows(let ids, _) = self { ids } else { nil }
  }
}
