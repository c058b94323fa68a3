import UnrollTensor

extension ForwardPass {
  /// The pass of an inner layer that sees the steps of all samples as the rows of its batch.
  ///
  /// - Parameters:
  ///   - steps: the number of steps of a sample.
  ///   - input: what the inner layer reads.
  ///   - output: what it writes.
  ///   - outputMask: where it writes a mask of its own.
  /// - Returns: the pass.
  func folded(
    by steps: Int, input: TensorRef<Float>, output: TensorRef<Float>,
    outputMask: TensorRef<UInt8>?
  ) -> ForwardPass {
    var memory = memory
    memory.folds *= steps
    return ForwardPass(
      mode: mode, input: .dense(input), output: output, mask: nil, outputMask: outputMask,
      random: random.stream(0), firstRow: firstRow * steps, kernels: kernels, memory: memory)
  }
}

extension BackwardPass {
  /// The pass of an inner layer after its ``ForwardPass/folded(by:input:output:outputMask:)``.
  func folded(_ inner: ForwardPass) -> BackwardPass {
    BackwardPass(
      forward: inner, outputGradient: outputGradient.reshaped(inner.output.shape),
      isLogitsGradient: false,
      inputGradient: inputGradient?.reshaped(inner.denseInput.shape), tableGradient: nil)
  }
}
