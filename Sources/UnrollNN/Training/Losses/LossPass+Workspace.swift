import UnrollTensor

extension LossPass {
  /// The evaluation of one output of a workspace's last forward pass.
  init(_ workspace: Workspace, _ index: Int, targets: TensorRef<Float>, scale: Float) {
    let output = workspace.output(index)
    let gradient = workspace.outputGradient(index)
    self.init(
      output: output.flattened,
      logits: workspace.logits(index).map { ($0.values.flattened, $0.activation) },
      targets: targets.reshaped([output.rows, targets.count / max(output.rows, 1)]),
      mask: workspace.positionMask(index),
      gradient: gradient.count == 0 ? nil : gradient.flattened, scale: scale)
  }
}

extension Loss {
  /// Whether the gradient that the loss fills in is that of the logits.
  func usesLogits(_ pass: LossPass) -> Bool {
    logitsActivation.map { pass.logits(of: $0) != nil } ?? false
  }
}
