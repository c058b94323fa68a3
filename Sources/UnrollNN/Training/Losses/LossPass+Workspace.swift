import UnrollTensor

extension LossPass {
  /// The evaluation of the output of a workspace's last forward call.
  init(
    _ workspace: Workspace, output: TensorRef<Float>, targets: TensorRef<Float>, scale: Float
  ) {
    let positions = output.rows
    let gradient = workspace.outputGradient
    self.init(
      output: output.flattened,
      logits: workspace.logits.map { ($0.values.flattened, $0.activation) },
      targets: targets.reshaped([positions, targets.count / max(positions, 1)]),
      mask: workspace.outputMask.flatMap { $0.count == positions ? $0.flat : nil },
      gradient: gradient.count == 0 ? nil : gradient.flattened, scale: scale)
  }

  /// The number of positions that count.
  var counted: Int {
    guard let mask else { return output.rows }
    return (0..<mask.count).reduce(0) { $0 + (mask[0, $1] == 0 ? 0 : 1) }
  }
}

extension Loss {
  /// Whether the gradient that the loss fills in is that of the logits.
  func usesLogits(_ pass: LossPass) -> Bool {
    logitsActivation.map { pass.logits(of: $0) != nil } ?? false
  }
}
