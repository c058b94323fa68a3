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
  public enum Merge: String, Codable, Sendable, CaseIterable {
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
    /// How the outputs become one.
    public var mergeMode: Merge? = .concat
    /// The layer that reads forward.
    public var layer: LayerEntry
    /// The layer that reads backward; nil for the forward one turned round.
    public var backwardLayer: LayerEntry?

    /// The options at their defaults, the inner layer missing.
    public static let template = Configuration(layer: LayerEntry(LSTM(.init(units: 0))))

    /// Checks that both layers are recurrent and that they run in opposite directions.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(mergeMode != nil, "merge_mode None makes two outputs, which a chain cannot hold")
      guard let forward = layer.layer as? any RecurrentLayer else {
        throw UnrollError(
          .unsupported, "Bidirectional holds a SimpleRNN, an LSTM or a GRU",
          found: layer.className)
      }
      guard let backward = backwardLayer?.layer as? any RecurrentLayer else { return }
      try require(
        backward.goesBackwards != forward.goesBackwards,
        "the backward layer must run against the forward layer: flip its go_backwards")
      try require(
        backward.returnsSequences == forward.returnsSequences,
        "both layers of Bidirectional need the same return_sequences")
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

  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Creates the layer around a recurrent one.
  ///
  /// - Parameters:
  ///   - layer: the layer that reads forward.
  ///   - backward: the layer that reads backward; nil for the forward one turned round.
  ///   - merge: how the outputs become one.
  public init(
    _ layer: some RecurrentLayer, backward: (any RecurrentLayer)? = nil, merge: Merge = .concat
  ) {
    self.init(
      Configuration(
        mergeMode: merge, layer: LayerEntry(layer),
        backwardLayer: backward.map { LayerEntry($0) }))
  }

  private var merge: Merge { configuration.mergeMode ?? .concat }

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
    let forward = try plan.child("forward_layer", first)
    let backward = try plan.child("backward_layer", second.flipped)
    let width = forward.output.columns
    guard merge == .concat || backward.output.columns == width else {
      throw UnrollError(
        .shapeMismatch, "merging by \(merge.rawValue) needs as many units in both directions",
        expected: "\(width)", found: "\(backward.output.columns)")
    }
    let joined = width + backward.output.columns
    plan.output = merge == .concat ? forward.output.withLast(joined) : forward.output
    plan.outputMask = first.returnsSequences ? .input : .none
    plan.readsOutputAgain = false
    plan.readsScattered = forward.readsScattered && backward.readsScattered
    let trains = plan.mode == .training
    let shapes = [forward.output, backward.output]
    return Slots(
      forward: forward, backward: backward,
      outputs: merge == .concat ? [] : shapes.map { plan.saved($0) },
      gradients: merge == .concat || !trains ? [] : shapes.map { plan.scratch($0, in: .backward) },
      inputGradient: trains && plan.needsInputGradient && !plan.isRows
        ? plan.scratch(plan.input, in: .backward) : nil)
  }

  /// Runs both directions and merges their outputs.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let outputs = outputs(slots, pass)
    slots.forward.forward(pass.inner(output: outputs[0], stream: 0))
    slots.backward.forward(pass.inner(output: outputs[1], stream: 1))
    guard merge != .concat else { return }
    pass.output.combine(outputs[0], outputs[1]) { [merge] first, second in
      switch merge {
      case .concat, .sum: first + second
      case .mul: first * second
      case .ave: (first + second) / 2
      }
    }
  }

  /// Takes the gradient back through both directions and adds the gradients of the input.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let outputs = outputs(slots, pass.forward)
    let gradients = outputGradients(slots, outputs, pass)
    slots.forward.backward(
      pass.inner(
        pass.forward.inner(output: outputs[0], stream: 0), outputGradient: gradients[0],
        inputGradient: pass.inputGradient))
    let second = slots.inputGradient.map { pass[$0] }
    slots.backward.backward(
      pass.inner(
        pass.forward.inner(output: outputs[1], stream: 1), outputGradient: gradients[1],
        inputGradient: second))
    if let second { pass.inputGradient?.add(second) }
  }

  private func halves(_ whole: TensorRef<Float>, _ slots: Slots) -> [TensorRef<Float>] {
    let width = slots.forward.output.columns
    return [whole.columns(0..<width), whole.columns(width..<whole.columns)]
  }

  private func outputs(_ slots: Slots, _ pass: ForwardPass) -> [TensorRef<Float>] {
    merge == .concat ? halves(pass.output, slots) : slots.outputs.map { pass[$0] }
  }

  private func outputGradients(
    _ slots: Slots, _ outputs: [TensorRef<Float>], _ pass: BackwardPass
  ) -> [TensorRef<Float>] {
    if merge == .concat { return halves(pass.outputGradient, slots) }
    let gradients = slots.gradients.map { pass[$0] }
    for (index, gradient) in gradients.enumerated() {
      gradient.combine(pass.outputGradient, outputs[1 - index]) { [merge] outer, other in
        switch merge {
        case .concat, .sum: outer
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
