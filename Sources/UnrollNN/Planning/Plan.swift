public import UnrollTensor

/// The form in which a model's input arrives.
public enum InputForm: Sendable, Hashable {
  /// Numbers `[batch, …]`.
  case dense
  /// Row numbers `[batch, time]` into a table of word vectors that comes with the batch.
  case rows
  /// Integers `[batch, time]` for an `Embedding` layer.
  case tokens
}

/// How one input of a model arrives.
package struct InputLayout: Sendable, Hashable {
  /// The form.
  package let form: InputForm
  /// The number of steps, where the architecture leaves it open.
  package let time: Int?

  package init(_ form: InputForm, time: Int? = nil) { (self.form, self.time) = (form, time) }
}

/// Everything about one computation that is known before it runs: layers, shapes, memory.
public struct Plan: Sendable {
  /// What the plan is for.
  public let mode: Mode
  /// The largest number of rows of one pass.
  public let batch: Int
  /// How the inputs arrive.
  package let layouts: [InputLayout]
  /// The calls of layers in the order in which they run.
  let nodes: [PlanNode]
  /// What the model puts out.
  let outputs: [PlanOutput]
  /// The parameters of all layers, in the order of the layers.
  public let parameters: [Parameter]
  /// The number of elements of the block that holds all parameters.
  public let parameterCapacity: Int
  /// Whether training must see all samples of a batch in one pass.
  let needsWholeBatch: Bool
  /// Whether the loss counts what some layers put out.
  var penalizesActivities: Bool {
    nodes.contains { $0.activity != nil || !$0.layer.innerPenalties.isEmpty }
  }
  /// The inputs whose dense samples are read where they lie.
  let scattered: Set<Int>
  let states: StateTable
  let inputGradients: [BufferSlot<Float>?]
  let floats: BufferTable
  let integers: BufferTable
  let bytes: BufferTable
  /// What layers behave like: an inspection runs backward, but its noise layers rest.
  let passMode: Mode
  /// What can be looked at after a pass.
  let probes: [LayerProbe]
  private let places: [ParameterPlace]

  /// The shape of the model's first output for the largest batch.
  public var output: Shape { outputs.first?.shape ?? [batch] }
  /// The bytes that a workspace for this plan allocates.
  public var workspaceBytes: Int { 4 * (floats.total + integers.total) + bytes.total }

  /// Where a parameter lies.
  func place(_ slot: ParameterSlot) -> ParameterPlace { places[slot.index] }

  /// Plans a model.
  ///
  /// - Parameters:
  ///   - network: the model.
  ///   - batch: the largest number of rows of one pass.
  ///   - layouts: how the inputs arrive.
  ///   - mode: whether buffers for a backward pass are needed.
  ///   - differentiatesInput: whether a training pass also gives the gradients of dense inputs.
  ///   - isInspection: whether layers behave as in inference while the plan keeps what a backward
  ///     pass needs.
  ///   - budget: what the layers may ask for; nil for anything.
  /// - Throws: `UnrollError` with the path of the layer that cannot be planned.
  package init(
    _ network: Network, batch: Int, layouts: [InputLayout], mode: Mode,
    differentiatesInput: Bool = false, isInspection: Bool = false, budget: PlanBudget? = nil
  ) throws {
    var builder = PlanBuilder(
      network: network, batch: batch, layouts: layouts, mode: mode, isInspection: isInspection)
    builder.budget = budget
    try builder.build(differentiatesInput: differentiatesInput)
    self.mode = mode
    self.batch = batch
    self.layouts = layouts
    nodes = builder.nodes
    outputs = builder.outputs
    passMode = isInspection ? .inference : mode
    probes = builder.declarations.probes
    needsWholeBatch = builder.needsWholeBatch
    inputGradients = builder.inputGradients
    scattered = Self.scatteredInputs(layouts, nodes)
    states = StateTable(builder.declarations.states)
    let layout = ParameterLayout(builder.declarations.parameters, network)
    (parameters, places, parameterCapacity) = (layout.parameters, layout.places, layout.capacity)
    (floats, integers, bytes) = builder.layOutBuffers()
  }

  /// Plans a model for training steps over batches of some size, cut into shards where possible.
  static func training(
    _ network: Network, batchSize: Int, layouts: [InputLayout]
  ) throws -> Plan {
    let size = network.batch ?? batchSize
    let plan = try Plan(
      network, batch: min(size, ShardRunner.rowsPerShard), layouts: layouts, mode: .training)
    guard plan.needsWholeBatch, size > plan.batch else { return plan }
    return try Plan(network, batch: size, layouts: layouts, mode: .training)
  }

  /// The dense inputs that are read by layers only which take samples where they lie.
  private static func scatteredInputs(_ layouts: [InputLayout], _ nodes: [PlanNode]) -> Set<Int> {
    var scattered: Set<Int> = []
    for (index, layout) in layouts.enumerated() where layout.form == .dense {
      let takes = nodes.flatMap { node in
        node.inputs.enumerated().compactMap { position, input -> Bool? in
          guard case .modelInput(index) = input.source else { return nil }
          return position == 0 && node.layer.readsScattered
        }
      }
      if !takes.isEmpty && takes.allSatisfy({ $0 }) { scattered.insert(index) }
    }
    return scattered
  }
}

extension Plan {
  /// Plans a chain with one input.
  ///
  /// - Parameters:
  ///   - sequential: the architecture.
  ///   - batch: the largest number of rows of one pass.
  ///   - form: the form in which the input arrives.
  ///   - mode: whether buffers for a backward pass are needed.
  ///   - time: the number of steps, where the architecture leaves it open.
  /// - Throws: `UnrollError` with the path of the layer that cannot be planned.
  public init(
    _ sequential: Sequential, batch: Int, form: InputForm, mode: Mode, time: Int? = nil
  ) throws {
    try self.init(
      Architecture.sequential(sequential).network(), batch: batch,
      layouts: [InputLayout(form, time: time)], mode: mode)
  }
}
