import UnrollTensor

/// The activation at the end of a layer.
///
/// The values before it are kept for the backward pass where the derivative takes them, and for the
/// loss if the layer is the last one.
struct OutputActivation: Sendable {
  private let function: ActivationFunction
  private let inputs: BufferSlot<Float>?

  /// Plans the activation of ``LayerPlan/output``, whose shape must be known by now.
  init(_ plan: inout LayerPlan, _ function: ActivationFunction) {
    self.function = function
    let keepsLogits = plan.isLast && function.hasLogits
    let keepsInput = plan.mode == .training && function.kernel.keepsInput
    guard keepsLogits || keepsInput else {
      inputs = nil
      return
    }
    inputs = keepsLogits ? plan.keepLogits(of: function) : plan.saved(plan.output)
  }

  /// Applies the function to the output of a pass, in place.
  func forward(_ pass: ForwardPass) {
    if let inputs { pass[inputs].assign(pass.output) }
    if function != .linear { pass.kernels.activate(function.kernel, pass.output) }
  }

  /// Multiplies `gradient`, a copy of the output's gradient, by the derivative.
  func backward(_ pass: BackwardPass, gradient: TensorRef<Float>) {
    if pass.isLogitsGradient || function == .linear { return }
    let kept = function.kernel.keepsInput ? inputs.map { pass[$0] } : pass.forward.output
    guard let kept else { preconditionFailure("a plan for training keeps the input") }
    pass.kernels.activateGradient(function.kernel, kept: kept, gradient: gradient)
  }
}
