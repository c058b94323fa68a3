import UnrollTensor

/// Applies a layer to every step of a sequence.
///
/// The steps of all samples become the rows of one large batch, so that the inner layer works as
/// if it stood alone.
///
/// - Input `[batch, time, …]`; output `[batch, time, …]` with what the inner layer makes of a
///   step. Parameters: those of the inner layer, under `layer`. The mask of the sequence stays.
/// - Keras: `TimeDistributed`.
public struct TimeDistributed: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The layer for each step.
    public var layer: LayerEntry

    /// The options, the inner layer missing.
    public static let template = Configuration(layer: LayerEntry(Dense(.init(units: 0))))
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let layer: PlannedLayer
    let input: Shape
    /// Where an inner layer with a mask of its own writes it; nobody reads it.
    let mask: BufferSlot<UInt8>?
  }

  /// Keras's name of the class.
  public static let className = "TimeDistributed"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer around another one.
  public init(_ layer: any Layer) { self.init(.init(layer: LayerEntry(layer))) }

  /// Plans the inner layer for the steps of all samples.
  ///
  /// - Throws: `UnrollError` of the inner layer, or if it does not fit into TimeDistributed.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    guard plan.input.rank >= 3 else {
      throw UnrollError(
        .shapeMismatch, "TimeDistributed reads sequences", expected: "[batch, time, …]",
        found: plan.input.description)
    }
    try locating("layer") { try refuseUnfitting(plan) }
    let steps = plan.input[1]
    let folded = Shape([plan.batch * steps] + plan.input.dimensions.dropFirst(2))
    let input = PlannedInput(
      shape: folded, hasMask: false, needsGradient: plan.needsInputGradient)
    let entry = configuration.layer
    let inner = try plan.child(
      "layer", entry.layer, inputs: [input], folds: steps, isTrainable: entry.isTrainable)
    try locating("layer") { try refuseUnfitting(inner) }
    plan.output = Shape([plan.batch, steps] + inner.output.dimensions.dropFirst())
    plan.reuse = inner.reuse
    plan.readsOutputAgain = inner.readsOutputAgain
    guard case .own = inner.outputMask else {
      return Slots(layer: inner, input: folded, mask: nil)
    }
    let mask: BufferSlot<UInt8> = plan.saved([plan.batch, steps * inner.output[1]])
    return Slots(layer: inner, input: folded, mask: mask)
  }

  /// Refuses what Keras refuses, and what depends on the order in which Keras visits the steps.
  private func refuseUnfitting(_ plan: LayerPlan) throws {
    let (layer, name) = (configuration.layer.layer, configuration.layer.className)
    if plan.hasMask && takesMask(layer, plan.input) {
      throw UnrollError(
        .unsupported,
        "\(name) inside TimeDistributed does not take a masked sequence, nor does "
          + "Keras's", hint: "remove the mask before TimeDistributed")
    }
    let options = try JSONValue(encoding: configuration.layer)["config"]
    guard !layer.isStateful else {
      throw UnrollError(.unsupported, "TimeDistributed does not hold a stateful layer", found: name)
    }
    guard !plan.drawsNoise || options?["noise_shape"]?.array?.first?.integer != 1 else {
      throw UnrollError(
        .unsupported, "noise_shape must not begin with 1 inside TimeDistributed", found: name)
    }
  }

  /// Whether Keras hands a layer the mask of one step, which has the axis of the batch alone.
  private func takesMask(_ layer: any Layer, _ input: Shape) -> Bool {
    layer is any RecurrentLayer || layer is Bidirectional || layer is GlobalAveragePooling1D
      || layer is Softmax || layer is TimeDistributed
      || (layer is BatchNormalization && input.rank != 3)
  }

  private func refuseUnfitting(_ inner: PlannedLayer) throws {
    let name = configuration.layer.className
    guard inner.furtherOutputs.isEmpty else {
      throw UnrollError(.unsupported, "TimeDistributed holds a layer with one output", found: name)
    }
    guard !inner.needsWholeBatch else {
      throw UnrollError(
        .unsupported, "TimeDistributed does not train a layer that looks at the whole batch",
        found: name, hint: "put it beside TimeDistributed, or freeze it")
    }
  }

  /// Runs the inner layer over the steps.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    slots.layer.forward(inner(slots, pass))
  }

  /// Takes the gradient back through the inner layer.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    slots.layer.backward(pass.folded(inner(slots, pass.forward)))
  }

  private func inner(_ slots: Slots, _ pass: ForwardPass) -> ForwardPass {
    let input = pass.denseInput
    let (steps, rows) = (input.shape[1], input.shape[0] * input.shape[1])
    return pass.folded(
      by: steps, input: input.reshaped(slots.input.withFirst(rows)),
      output: pass.output.reshaped(slots.layer.output.withFirst(rows)),
      outputMask: slots.mask.map { pass[$0].reshaped([rows, slots.layer.output[1]]) })
  }
}
