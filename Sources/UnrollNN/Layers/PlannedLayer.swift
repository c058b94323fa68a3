public import UnrollTensor

/// A layer closed over the handles of one plan; what a plan stores and wrappers hold.
public struct PlannedLayer: Sendable {
  /// The shape of the output, for the largest batch.
  public let output: Shape
  let outputMask: OutputMask
  /// What it puts out beside ``output``.
  let furtherOutputs: [PlannedOutput]
  let needsWholeBatch: Bool
  let outputTable: ParameterSlot?
  let logits: Logits?
  let reuse: MemoryReuse
  let readsOutputAgain: Bool
  let readsScattered: Bool
  let activityRegularizer: Regularizer?
  /// The penalties on what layers inside another put out: this one, and those inside it.
  let innerPenalties: [InnerPenalty]
  private let runForward: @Sendable (ForwardPass) -> Void
  private let runBackward: @Sendable (BackwardPass) -> Void

  init<L: Layer>(_ layer: L, _ slots: L.Slots, _ plan: LayerPlan) {
    output = plan.output
    outputMask = plan.outputMask
    furtherOutputs = plan.furtherOutputs
    needsWholeBatch = plan.needsWholeBatch
    outputTable = plan.outputTable
    logits = plan.logits
    reuse = plan.reuse
    // The gradient of a penalty takes the output.
    let own = plan.ownPenalty
    innerPenalties = plan.innerPenalties + (own.map { [$0] } ?? [])
    readsOutputAgain =
      plan.readsOutputAgain || plan.activityRegularizer != nil || !innerPenalties.isEmpty
    readsScattered = plan.readsScattered
    activityRegularizer = plan.activityRegularizer
    runForward = {
      layer.forward(slots, $0)
      own?.measure($0)
    }
    runBackward = {
      own?.addGradients($0)
      layer.backward(slots, $0)
    }
  }

  /// All outputs with their masks.
  var outputs: [PlannedOutput] { [PlannedOutput(output, mask: outputMask)] + furtherOutputs }

  /// Runs the layer forward.
  public func forward(_ pass: ForwardPass) { runForward(pass) }
  /// Runs the layer backward.
  public func backward(_ pass: BackwardPass) { runBackward(pass) }
}

extension Layer {
  /// Checks the options, plans the layer and closes it over its handles.
  func planned(_ plan: inout LayerPlan) throws -> PlannedLayer {
    try configuration.validate()
    let before = plan.declarations.parameters.count
    let slots = try self.plan(&plan)
    for parameter in plan.declarations.parameters[before...] { try parameter.check() }
    try locating("activity_regularizer") {
      try plan.activityRegularizer?.checkActivity()
      try plan.ownPenalty?.regularizer.checkActivity()
    }
    return PlannedLayer(self, slots, plan)
  }
}
