import UnrollTensor

/// The scratch memory of one thread for one plan, and the loop over the layers.
///
/// `@unchecked Sendable`: a workspace is used by one thread at a time; whoever keeps several
/// (``ShardRunner``, ``Predictor``) hands each to one thread.
final class Workspace: @unchecked Sendable {
  let plan: Plan
  private let floats: Arena<Float>
  private let integers: Arena<Int32>
  private let bytes: Arena<UInt8>
  /// The rows that scattered samples begin with, if the first layer reads such.
  private let starts: Arena<Int32>?
  private var passes: [ForwardPass] = []

  init(_ plan: Plan) {
    self.plan = plan
    let isScattered = plan.form == .dense && plan.nodes.first?.layer.readsScattered ?? false
    starts = isScattered ? Arena(count: plan.batch) : nil
    floats = Arena(count: plan.floats.total)
    integers = Arena(count: plan.integers.total)
    bytes = Arena(count: plan.bytes.total)
    passes.reserveCapacity(plan.nodes.count)
  }

  /// Runs all layers forward over one shard.
  ///
  /// - Returns: the output of the last layer, valid until the next call.
  func forward(_ shard: Shard, _ weights: Weights) -> TensorRef<Float> {
    let memory = PassMemory(
      plan: plan, floatArena: floats, integerArena: integers, byteArena: bytes,
      parameters: weights.parameters, gradients: weights.gradients, batch: shard.rows,
      projections: weights.projections)
    passes.removeAll(keepingCapacity: true)
    let loaded = shard.loadedInput(starts: starts.map { $0.whole.columns(0..<shard.rows) })
    for (index, node) in plan.nodes.enumerated() {
      let pass = ForwardPass(
        mode: plan.mode, input: input(of: node, loaded, memory, weights.kernels),
        output: node.output.map { memory.floats($0) } ?? .nothing,
        mask: node.mask.map { memory.bytes($0) }, outputMask: node.ownMask.map { memory.bytes($0) },
        random: shard.random.stream(index), firstRow: shard.firstRow, kernels: weights.kernels,
        memory: memory)
      passes.append(pass)
      node.layer.forward(pass)
    }
    if let pass = passes.last, let table = finalTable {
      let ids = shard.ids
      pass.kernels.gather(pass[table], ids: ids.flat, into: pass.output.flattened)
    }
    return passes.last?.output ?? .nothing
  }

  /// Runs all layers backward over the shard of the last forward call; the gradient of the
  /// output must stand in ``outputGradient`` by then.
  func backward(isLogitsGradient: Bool) {
    if let pass = passes.last, let table = finalTable {
      scatter(outputGradient, into: pass.memory.gradient(table), pass)
    }
    for index in plan.nodes.indices.reversed() where plan.nodes[index].runsBackward {
      let (node, pass) = (plan.nodes[index], passes[index])
      let inputGradient = node.inputGradient.map { pass.memory.floats($0) }
      node.layer.backward(
        BackwardPass(
          forward: pass,
          outputGradient: node.outputGradient.map { pass.memory.floats($0) } ?? .nothing,
          isLogitsGradient: isLogitsGradient && index == plan.nodes.count - 1,
          inputGradient: inputGradient,
          tableGradient: node.gathered == nil ? tableGradient(node, pass) : nil))
      if node.gathered != nil, let inputGradient, let table = tableGradient(node, pass) {
        scatter(inputGradient, into: table, pass)
      }
    }
  }

  /// The gradient of the last layer's output, to be filled by the loss.
  var outputGradient: TensorRef<Float> {
    guard let pass = passes.last, let slot = plan.nodes.last?.outputGradient else {
      return .nothing
    }
    return pass.memory.floats(slot)
  }

  /// The gradient of a dense input after a backward call, if the plan asked for it.
  var inputGradient: TensorRef<Float>? {
    plan.inputGradient.flatMap { slot in passes.first.map { $0.memory.floats(slot) } }
  }

  /// The values before the final activation, if the last layer keeps them.
  var logits: (values: TensorRef<Float>, activation: ActivationFunction)? {
    guard let pass = passes.last, let logits = plan.nodes.last?.layer.logits else { return nil }
    return (pass[logits.slot], logits.activation)
  }

  /// The mask of the output, for the loss.
  var outputMask: TensorRef<UInt8>? {
    guard let node = plan.nodes.last, let pass = passes.last else { return nil }
    switch node.layer.outputMask {
    case .input: return pass.mask
    case .own: return pass.outputMask
    case .none: return nil
    }
  }

  /// The table whose rows the model itself puts out: an embedding and nothing after it.
  private var finalTable: ParameterSlot? { plan.nodes.last?.layer.outputTable }

  private func input(
    of node: PlanNode, _ loaded: SequenceView, _ memory: PassMemory, _ kernels: Kernels
  ) -> SequenceView {
    let view: SequenceView =
      switch node.source {
      case .modelInput: loaded
      case .buffer(let slot): .dense(memory.floats(slot))
      case .rows(let table): .rows(ids: loaded.ids ?? .nothing, table: memory.parameter(table))
      }
    guard let slot = node.gathered, case .rows(let ids, let table) = view else { return view }
    let dense = memory.floats(slot)
    kernels.gather(table, ids: ids.flat, into: dense.flattened)
    return .dense(dense)
  }

  private func tableGradient(_ node: PlanNode, _ pass: ForwardPass) -> TensorRef<Float>? {
    guard node.trainsTable, case .rows(let table) = node.source else { return nil }
    return pass.memory.gradient(table)
  }

  private func scatter(
    _ gradient: TensorRef<Float>, into table: TensorRef<Float>, _ pass: ForwardPass
  ) {
    guard let ids = passes.first.flatMap({ first in first.input.ids }) else { return }
    pass.kernels.scatterAdd(gradient.flattened, places: ids.flat, into: table)
  }
}

/// The numbers that all shards of a step share.
struct Weights: Sendable {
  let parameters: TensorRef<Float>
  let gradients: TensorRef<Float>?
  let kernels: Kernels
  /// What was computed from parameters that do not change; nil while they do.
  var projections: ProjectionCaches?
}

extension SequenceView {
  var ids: TensorRef<Int32>? {
    if case .rows(let ids, _) = self { ids } else { nil }
  }
}
