import UnrollTensor

/// Where the states of a recurrent layer come from before the first step, and where they go.
///
/// They start as the layer's further inputs (Keras's `initial_state`), as what the batch before
/// left (`stateful`), or as zeros; after the last step they are kept, put out, or both.
struct RecurrentStates: Sendable {
  /// What is kept from batch to batch; nothing for most layers.
  private let kept: [StateSlot]
  private let returnsState: Bool
  private let count: Int

  /// Checks the initial states, and declares what is kept and put out.
  init<Cell>(_ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>) throws {
    count = Cell.kind.states
    returnsState = options.returnState
    let (states, state) = (count, Shape([plan.batch, options.units]))
    let given = plan.inputs.dropFirst()
    guard given.isEmpty || given.count == states else {
      throw UnrollError(
        .shapeMismatch,
        "\(Cell.layerClassName) begins with \(states == 1 ? "one state" : "two states")",
        path: ["initial_state"], expected: "\(states)", found: "\(given.count)")
    }
    for (index, input) in given.enumerated() where input.shape != state {
      throw UnrollError(
        .shapeMismatch, "an initial state has a number for each unit",
        path: ["initial_state", "\(index)"], expected: state.description,
        found: input.shape.description)
    }
    var kept: [StateSlot] = []
    if options.stateful {
      for _ in 0..<states { kept.append(try plan.state(options.units)) }
    }
    self.kept = kept
    if returnsState {
      plan.furtherOutputs = (0..<states).map { _ in PlannedOutput(state) }
    }
  }

  /// Puts the initial states into the first slots of the histories.
  func begin(_ histories: [TensorRef<Float>], _ pass: ForwardPass) {
    for (index, history) in histories.enumerated() {
      let first = history.slices(0..<1).flattened
      if pass.inputCount > 1 {
        first.assign(pass.denseInput(1 + index))
      } else if index < kept.count {
        first.assign(pass[kept[index]])
      } else {
        first.fill(0)
      }
    }
  }

  /// Keeps and puts out the states after the last step.
  func end(_ histories: [TensorRef<Float>], _ pass: ForwardPass) {
    for (index, history) in histories.enumerated() {
      let slots = history.shape[0]
      let last = history.slices((slots - 1)..<slots).flattened
      if index < kept.count { pass[kept[index]].assign(last) }
      if returnsState { pass.output(1 + index).assign(last) }
    }
  }

  /// Whether a pass may begin with states that are not zeros.
  func begins(_ pass: ForwardPass) -> Bool { pass.inputCount > 1 || !kept.isEmpty }

  /// Puts the gradients of the last states into the buffers that the kernel changes.
  func beginBackward(_ gradients: [TensorRef<Float>], _ pass: BackwardPass) {
    for (index, gradient) in gradients.enumerated() {
      if returnsState {
        gradient.assign(pass.outputGradient(1 + index))
      } else {
        gradient.fill(0)
      }
    }
  }

  /// Hands on the gradients of the initial states, which the kernel has left in its buffers.
  func endBackward(_ gradients: [TensorRef<Float>], _ pass: BackwardPass) {
    guard pass.forward.inputCount > 1 else { return }
    for (index, gradient) in gradients.enumerated() {
      pass.inputGradient(1 + index)?.assign(gradient)
    }
  }
}

extension RecurrentKernelKind {
  /// The number of states: the output, and the cell state of an LSTM.
  var states: Int { hasCell ? 2 : 1 }
}
