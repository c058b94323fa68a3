import UnrollTensor

/// The planned cells of an ``RNN``, and what flows between them.
public struct CellStack: Sendable {
  /// One cell as a layer over all steps.
  private struct Stage: Sendable {
    let layer: PlannedLayer
    /// The places of its states among those of all cells.
    let states: Range<Int>
    /// What it puts out for the next cell, and the gradient of that; nil for the last one.
    var output, gradient: BufferSlot<Float>?
  }

  private var stages: [Stage] = []
  private let returnsState: Bool

  /// Plans all cells; `flipsOutput` puts the output of step t at the place T − 1 − t.
  init(_ plan: inout LayerPlan, _ rnn: RNN, flipsOutput: Bool) throws {
    let options = rnn.configuration
    returnsState = options.returnState
    let inputs = try Self.inputs(plan, rnn)
    let cells = rnn.stages
    var read = plan.inputs[0]
    for (index, cell) in cells.enumerated() {
      let isLast = index == cells.count - 1
      var recurrence = options.recurrence
      if !isLast {
        recurrence.returnSequences = true
        recurrence.zeroOutputForMask = false
      }
      // Between the cells every step stays at its place in the sequence.
      let layer = cell.cell.placed(
        recurrence, flipsOutput: isLast ? flipsOutput : options.goBackwards)
      let states = Self.states(of: cells, index)
      let planned = try plan.scoped("cell", cell.scopes) {
        try $0.child(
          layer, inputs: [read] + inputs[states.clamped(to: inputs.indices)],
          isRows: index == 0 && $0.isRows, isTrainable: cell.isTrainable)
      }
      stages.append(Stage(layer: planned, states: states))
      read = PlannedInput(
        shape: planned.output, hasMask: plan.hasMask, needsGradient: plan.mode == .training)
      if !isLast { declareBetween(&plan, index) }
    }
    finish(&plan, options)
  }

  /// The initial states, as many as there are, or none.
  private static func inputs(_ plan: LayerPlan, _ rnn: RNN) throws -> [PlannedInput] {
    let states = Array(plan.inputs.dropFirst())
    guard states.isEmpty || states.count == rnn.stateCount else {
      throw UnrollError(
        .shapeMismatch, "the cells of the RNN begin with another number of states",
        path: ["initial_state"], expected: "\(rnn.stateCount)", found: "\(states.count)")
    }
    return states
  }

  private static func states(of cells: [CellStage], _ index: Int) -> Range<Int> {
    let counts = cells.map { type(of: $0.cell).kind.states }
    let first = counts[..<index].reduce(0, +)
    return first..<(first + counts[index])
  }

  private mutating func declareBetween(_ plan: inout LayerPlan, _ index: Int) {
    let shape = stages[index].layer.output
    stages[index].output = plan.saved(shape)
    if plan.mode == .training {
      stages[index].gradient = plan.scratch(shape, in: .backward)
    }
  }

  private func finish(_ plan: inout LayerPlan, _ options: RNN.Configuration) {
    guard let first = stages.first?.layer, let last = stages.last?.layer else { return }
    plan.output = last.output
    plan.outputMask = last.outputMask
    plan.furtherOutputs = stages.flatMap(\.layer.furtherOutputs)
    plan.readsOutputAgain = last.readsOutputAgain
    plan.readsScattered = first.readsScattered
  }

  /// Runs the cells one after another over all steps.
  func forward(_ pass: ForwardPass) {
    for index in stages.indices { stages[index].layer.forward(inner(pass, index)) }
  }

  /// Takes the gradients back, last cell first.
  func backward(_ pass: BackwardPass) {
    for (index, stage) in stages.enumerated().reversed() {
      let before = index == 0 ? nil : stages[index - 1].gradient
      let states = stage.states
      stage.layer.backward(
        pass.inner(
          inner(pass.forward, index),
          outputGradient: stage.gradient.map { pass[$0] } ?? pass.outputGradient,
          inputGradient: before.map { pass[$0] } ?? (index == 0 ? pass.inputGradient : nil),
          furtherOutputGradients: returnsState ? states.map { pass.outputGradient(1 + $0) } : [],
          furtherInputGradients: begins(pass.forward)
            ? states.map { pass.inputGradient(1 + $0) } : []))
    }
  }

  private func begins(_ pass: ForwardPass) -> Bool { pass.inputCount > 1 }

  private func inner(_ pass: ForwardPass, _ index: Int) -> ForwardPass {
    let stage = stages[index]
    var further = FurtherValues()
    if begins(pass) { further.inputs = stage.states.map { pass.denseInput(1 + $0) } }
    further.masks = further.inputs.map { _ in nil }
    if returnsState { further.outputs = stage.states.map { pass.output(1 + $0) } }
    let before = index == 0 ? nil : stages[index - 1].output
    return pass.inner(
      input: before.map { .dense(pass[$0]) },
      output: stage.output.map { pass[$0] } ?? pass.output, stream: index, further: further)
  }
}
