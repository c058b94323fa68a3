import UnrollTensor

extension LossPass {
  /// The evaluation of one output of a workspace's last forward pass.
  ///
  /// - Parameters:
  ///   - workspace: what computed the output and takes its gradient.
  ///   - index: the number of the output.
  ///   - targets: what was wanted.
  ///   - weights: one for each sample or for each position; nil for 1.
  ///   - facts: what ``Loss/facts(_:)`` tells of all targets of the batch.
  init(
    _ workspace: Workspace, _ index: Int, targets: TensorRef<Float>,
    weights: TensorRef<Float>? = nil, facts: TargetFacts
  ) {
    let (output, gradient) = (workspace.output(index), workspace.outputGradient(index))
    self.init(
      output: output, logits: workspace.logits(index), targets: targets,
      weights: PositionWeights(
        positions: output.rows, mask: workspace.positionMask(index), weights: weights),
      gradient: gradient.count == 0 ? nil : gradient, facts: facts)
  }
}
