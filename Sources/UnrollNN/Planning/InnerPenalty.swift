import UnrollTensor

/// The penalty on what a layer inside another puts out, such as one direction of `Bidirectional`.
///
/// Keras counts it where the outer layer calls the inner one as a layer, once for each call and
/// divided by the batch, as it does for a layer of the model. `Bidirectional` calls its directions
/// so; `TimeDistributed` does not call its layer so, but what that layer holds counts there.
struct InnerPenalty: Sendable {
  let regularizer: Regularizer
  /// The sum over all outputs of the last forward call.
  let sum: BufferSlot<Float>

  init(_ regularizer: Regularizer, _ declarations: PlanDeclarations, _ mode: Mode) {
    self.regularizer = regularizer
    sum = declarations.addBuffer(
      [1], batchAxis: nil, lifetime: mode == .training ? .saved : .call)
  }

  /// Notes the sum after the forward call of the inner layer.
  func measure(_ pass: ForwardPass) {
    guard pass.memory.activityScale != 0 else { return }
    let outputs = [pass.output] + pass.further.outputs
    pass[sum].fill(Float(outputs.reduce(0) { $0 + regularizer.penalty(on: $1) }))
  }

  /// Adds the gradients to those of the outputs, before the backward call of the inner layer.
  func addGradients(_ pass: BackwardPass) {
    let scale = pass.forward.memory.activityScale
    guard scale != 0 else { return }
    let regularizer = regularizer.scaled(by: scale)
    regularizer.addGradient(on: pass.forward.output, into: pass.outputGradient)
    for (output, gradient) in zip(pass.forward.further.outputs, pass.furtherOutputGradients) {
      regularizer.addGradient(on: output, into: gradient)
    }
  }
}
