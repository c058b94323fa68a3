import UnrollTensor

/// Runs a recurrent layer over the sequence in both directions and merges the two outputs.
///
/// - Input `[batch, time, features]`; output as that of the inner layer, twice as wide for
///   `concat`. Parameters: those of both inner layers, under `forward_layer` and `backward_layer`.
/// - The backward layer reads from the end over the full padded length; where every step is put
///   out, its outputs stand where their inputs stood.
/// - Keras: `Bidirectional`.
public struct Bidirectional: Layer {
  /// How the outputs of the two directions become one.
  public enum Merge: String, KerasChoice {
    /// Side by side, forward first.
    case concat
    /// Added.
    case sum
    /// Multiplied.
    case mul
    /// The mean of both.
    case ave
  }

  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// How the outputs become one; nil for two outputs, the forward one first.
    public var mergeMode: Merge? = .concat
    /// The layer that reads forward.
    public var layer: LayerEntry
    /// The layer that reads backward; nil for the forward one turned round.
    public var backwardLayer: LayerEntry?

    /// The options at their defaults, the inner layer missing.
    public static let template = Configuration(layer: LayerEntry(LSTM(.init(units: 0))))

    /// Writes the options; two outputs as null, as Keras takes a missing `merge_mode` for `concat`.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(mergeMode, forKey: .mergeMode)
      try container.encode(layer, forKey: .layer)
      try container.encodeIfPresent(backwardLayer, forKey: .backwardLayer)
    }

    /// Checks that both layers are recurrent and that they run in opposite directions.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      guard let forward = layer.layer as? any RecurrentLayer else {
        throw UnrollError(
          .unsupported, "Bidirectional holds a SimpleRNN, an LSTM, a GRU or an RNN",
          found: layer.className)
      }
      guard let backward = backwardLayer?.layer as? any RecurrentLayer else { return }
      try require(
        backward.goesBackwards != forward.goesBackwards,
        "the backward layer must run against the forward layer: flip its go_backwards")
      try require(
        backward.returnsSequences == forward.returnsSequences,
        "both layers of Bidirectional need the same return_sequences")
      try require(
        backward.returnsState == forward.returnsState,
        "both layers of Bidirectional need the same return_state")
      try require(
        backward.isStateful == forward.isStateful,
        "both layers of Bidirectional need the same stateful")
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let forward, backward: PlannedLayer
    /// Where the directions write when their outputs are not side by side.
    let outputs: [BufferSlot<Float>]
    let gradients: [BufferSlot<Float>]
    let inputGradient: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "Bidirectional"
  /// Both inner layers project distinct rows once.
  public static let readsRows = true
  /// What the layer reads beside its sequence is the initial states, the forward ones first.
  public static let furtherInputsKeyword: String? = "initial_state"
  /// Whether a batch goes on where the one before ended.
  public var isStateful: Bool { configuration.layer.layer.isStateful }
  /// One output, or two unless merged, and the last states if they are asked for.
  public var outputCount: Int {
    outputWidth + (returnsState ? stateCounts[0] + stateCounts[1] : 0)
  }

  var inner: (any RecurrentLayer)? { configuration.layer.layer as? any RecurrentLayer }
  var returnsState: Bool { inner?.returnsState ?? false }
  /// The number of states of each direction.
  var stateCounts: [Int] {
    let backward = configuration.backwardLayer?.layer as? any RecurrentLayer ?? inner
    return [inner?.stateCount ?? 0, backward?.stateCount ?? 0]
  }
  /// The number of outputs that are not states.
  var outputWidth: Int { merge == nil ? 2 : 1 }

  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Creates the layer around a recurrent one.
  ///
  /// - Parameters:
  ///   - layer: the layer that reads forward.
  ///   - backward: the layer that reads backward; nil for the forward one turned round.
  ///   - merge: how the outputs become one; nil for two outputs.
  public init(
    _ layer: some RecurrentLayer, backward: (any RecurrentLayer)? = nil, merge: Merge? = .concat
  ) {
    self.init(
      Configuration(
        mergeMode: merge, layer: LayerEntry(layer),
        backwardLayer: backward.map { LayerEntry($0) }))
  }

  fileprivate var merge: Merge? { configuration.mergeMode }

  /// Whether the outputs of the directions become one number by number.
  private var combines: Bool { merge != nil && merge != .concat }

  /// The inner layers; masked steps of sequences put out zeros, as Keras decides here.
  private func directions() throws -> (any RecurrentLayer, any RecurrentLayer) {
    try configuration.validate()
    guard let layer = configuration.layer.layer as? any RecurrentLayer else {
      throw UnrollError(.unsupported, "Bidirectional holds a recurrent layer")
    }
    let zeroes = layer.returnsSequences || layer.zeroesMaskedOutput
    let backward = configuration.backwardLayer?.layer as? any RecurrentLayer ?? layer
    return (
      layer.directed(goBackwards: layer.goesBackwards, zeroOutputForMask: zeroes),
      backward.directed(goBackwards: !layer.goesBackwards, zeroOutputForMask: zeroes)
    )
  }

  /// Plans both directions.
  ///
  /// - Throws: `UnrollError` of the inner layers.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let (first, second) = try directions()
    let (read, written) = try inputs(plan)
    let entry = configuration.layer, other = configuration.backwardLayer ?? entry
    let forward = try plan.child(
      "forward_layer", first, inputs: read, isTrainable: entry.isTrainable,
      activityRegularizer: entry.activityRegularizer)
    let backward = try plan.child(
      "backward_layer", second.flipped, inputs: written, isTrainable: other.isTrainable,
      activityRegularizer: other.activityRegularizer)
    let width = forward.output.columns
    guard [.concat, nil].contains(merge) || backward.output.columns == width else {
      throw UnrollError(
        .shapeMismatch,
        "merging by \(merge?.rawValue ?? "") needs as many units in both directions",
        expected: "\(width)", found: "\(backward.output.columns)")
    }
    let joined = width + backward.output.columns
    plan.output = merge == .concat ? forward.output.withLast(joined) : forward.output
    plan.outputMask = first.returnsSequences ? .input : .none
    plan.furtherOutputs = forward.furtherOutputs + backward.furtherOutputs
    if merge == nil {
      plan.furtherOutputs.insert(PlannedOutput(backward.output, mask: plan.outputMask), at: 0)
    }
    plan.readsOutputAgain = false
    plan.readsScattered = forward.readsScattered && backward.readsScattered
    let trains = plan.mode == .training
    let shapes = [forward.output, backward.output]
    return Slots(
      forward: forward, backward: backward,
      outputs: !combines ? [] : shapes.map { plan.saved($0) },
      gradients: !combines || !trains ? [] : shapes.map { plan.scratch($0, in: .backward) },
      inputGradient: trains && plan.needsInputGradient && !plan.isRows
        ? plan.scratch(plan.input, in: .backward) : nil)
  }

  /// Runs both directions and merges their outputs.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let outputs = outputs(slots, pass)
    slots.forward.forward(inner(pass, outputs, 0))
    slots.backward.forward(inner(pass, outputs, 1))
    guard combines else { return }
    pass.output.combine(outputs[0], outputs[1]) { [merge] first, second in
      switch merge {
      case .concat, .sum, nil: first + second
      case .mul: first * second
      case .ave: (first + second) / 2
      }
    }
  }

  /// Takes the gradient back through both directions and adds the gradients of the input.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let outputs = outputs(slots, pass.forward)
    let gradients = outputGradients(slots, outputs, pass)
    slots.forward.backward(inner(pass, outputs, gradients, 0, pass.inputGradient))
    let second = slots.inputGradient.map { pass[$0] }
    slots.backward.backward(inner(pass, outputs, gradients, 1, second))
    if let second { pass.inputGradient?.add(second) }
  }

  private func halves(_ whole: TensorRef<Float>, _ slots: Slots) -> [TensorRef<Float>] {
    let width = slots.forward.output.columns
    return [whole.columns(0..<width), whole.columns(width..<whole.columns)]
  }

  private func outputs(_ slots: Slots, _ pass: ForwardPass) -> [TensorRef<Float>] {
    switch merge {
    case .concat: halves(pass.output, slots)
    case nil: [pass.output, pass.output(1)]
    default: slots.outputs.map { pass[$0] }
    }
  }

  private func outputGradients(
    _ slots: Slots, _ outputs: [TensorRef<Float>], _ pass: BackwardPass
  ) -> [TensorRef<Float>] {
    if merge == .concat { return halves(pass.outputGradient, slots) }
    if merge == nil { return [pass.outputGradient, pass.outputGradient(1)] }
    let gradients = slots.gradients.map { pass[$0] }
    for (index, gradient) in gradients.enumerated() {
      gradient.combine(pass.outputGradient, outputs[1 - index]) { [merge] outer, other in
        switch merge {
        case .concat, .sum, nil: outer
        case .mul: outer * other
        case .ave: outer / 2
        }
      }
    }
    return gradients
  }
}

extension TensorRef where Scalar == Float {
  /// Sets every element of this contiguous view from the elements of two others.
  func combine(_ first: TensorRef, _ second: TensorRef, _ body: (Float, Float) -> Float) {
    precondition(first.count == count && second.count == count, "merged views agree in shape")
    guard count > 0 else { return }
    let (target, left, right) = (pointer, first.pointer, second.pointer)
    for index in 0..<count { target[index] = body(left[index], right[index]) }
  }
}
