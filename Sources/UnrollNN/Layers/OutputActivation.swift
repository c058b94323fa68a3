import UnrollTensor

/// The activation at the end of a layer, with the values before it kept for the loss if the
/// layer is the last one.
struct OutputActivation: Sendable {
  private let function: ActivationFunction
  private let logits: BufferSlot<Float>?

  /// Plans the activation of ``LayerPlan/output``, whose shape must be known by now.
  init(_ plan: inout LayerPlan, _ function: ActivationFunction) {
    self.function = function
    guard plan.isLast && function.hasLogits else {
      logits = nil
      return
    }
    let slot: BufferSlot<Float> = plan.saved(plan.output)
    logits = slot
    plan.logits = Logits(slot, function)
  }

  /// Applies the function to the output of a pass, in place.
  func forward(_ pass: ForwardPass) {
    if let logits { pass[logits].assign(pass.output) }
    function.apply(pass.output, pass.kernels)
  }

  /// Multiplies `gradient`, a copy of the output's gradient, by the derivative.
  func backward(_ pass: BackwardPass, gradient: TensorRef<Float>) {
    if pass.isLogitsGradient { return }
    function.applyGradient(output: pass.forward.output, gradient, pass.kernels)
  }
}
