import UnrollTensor

/// The penalty on what one call of a layer puts out.
///
/// A penalty is a sum over elements, so that those of shards add up. The loss counts it divided by
/// the rows of the whole batch; masks, sample weights and the weights of losses have no part in it,
/// and it counts whether the layer is trained or not. All of it is as in Keras.
struct ActivityPenalty: Sendable {
  private let regularizer: Regularizer
  /// Where its gradient goes before it becomes that of the logits.
  private let scratch: BufferSlot<Float>?

  /// Notes the penalty of a layer; nil if it has none.
  init?(_ layer: PlannedLayer, _ declarations: PlanDeclarations, _ mode: Mode) {
    guard let regularizer = layer.activityRegularizer else { return nil }
    self.regularizer = regularizer
    scratch =
      layer.logits == nil || mode == .inference
      ? nil : declarations.addBuffer(layer.output, batchAxis: 0, lifetime: .backwardCall)
  }

  /// The sum over all outputs of a pass, not yet divided by the batch.
  func value(_ node: PlanNode, _ pass: ForwardPass) -> Double {
    var sum = pass.further.outputs.reduce(0) { $0 + regularizer.penalty(on: $1) }
    if let (table, ids) = rows(node, pass) {
      sum += ids.reduce(0) { $0 + regularizer.penalty(on: table.slices($1..<($1 + 1))) }
    } else {
      sum += regularizer.penalty(on: pass.output)
    }
    return sum
  }

  /// Adds the gradients to those of the outputs, or to that of the table whose rows are put out.
  ///
  /// - Parameters:
  ///   - node: the call.
  ///   - pass: its forward pass.
  ///   - scale: the factor of the penalty.
  ///   - isLogits: whether the gradient of the first output is that of the logits.
  func addGradients(_ node: PlanNode, _ pass: ForwardPass, scale: Float, isLogits: Bool) {
    let regularizer = regularizer.scaled(by: scale)
    for (output, values) in zip(node.outputs.dropFirst(), pass.further.outputs) {
      guard let gradient = output.gradient else { continue }
      regularizer.addGradient(on: values, into: pass.memory.floats(gradient))
    }
    if let (table, ids) = rows(node, pass), let slot = node.layer.outputTable {
      let gradient = pass.memory.gradient(slot)
      for id in ids {
        let row = id..<(id + 1)
        regularizer.addGradient(on: table.slices(row), into: gradient.slices(row))
      }
    } else if let slot = node.outputs[0].gradient {
      add(regularizer, to: pass.memory.floats(slot), node, pass, isLogits: isLogits)
    }
  }

  private func add(
    _ regularizer: Regularizer, to gradient: TensorRef<Float>, _ node: PlanNode,
    _ pass: ForwardPass, isLogits: Bool
  ) {
    guard isLogits, let logits = node.layer.logits, let scratch else {
      regularizer.addGradient(on: pass.output, into: gradient)
      return
    }
    let own = pass[scratch]
    own.fill(0)
    regularizer.addGradient(on: pass.output, into: own)
    pass.kernels.activateGradient(logits.activation.kernel, kept: pass.output, gradient: own)
    gradient.add(own)
  }

  /// The table and the numbers of its rows, where these stand for the output.
  private func rows(
    _ node: PlanNode, _ pass: ForwardPass
  ) -> (table: TensorRef<Float>, ids: [Int])? {
    guard node.outputs[0].buffer == nil, let slot = node.layer.outputTable,
      let ids = pass.input.ids
    else { return nil }
    let flat = ids.flat
    return (pass[slot], (0..<flat.columns).map { Int(flat[0, $0]) }.filter { $0 >= 0 })
  }
}
