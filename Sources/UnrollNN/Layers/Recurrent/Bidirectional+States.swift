import UnrollTensor

extension Bidirectional {
  /// The states of both directions, each grouped as its layer has them.
  public func grouped(furtherInputs: [JSONValue]) -> [JSONValue] {
    let half = furtherInputs.count / 2
    let backward = configuration.backwardLayer ?? configuration.layer
    return configuration.layer.layer.grouped(furtherInputs: Array(furtherInputs.prefix(half)))
      + backward.layer.grouped(furtherInputs: Array(furtherInputs.dropFirst(half)))
  }

  /// What each direction reads: the sequence, and its half of the initial states.
  func inputs(_ plan: LayerPlan) throws -> ([PlannedInput], [PlannedInput]) {
    let states = plan.inputs.dropFirst()
    guard states.count % 2 == 0 else {
      throw UnrollError(
        .shapeMismatch, "Bidirectional begins with as many states in both directions",
        path: ["initial_state"], expected: "\(stateCounts[0] + stateCounts[1])",
        found: "\(states.count)")
    }
    let (first, half) = (plan.inputs[0], states.count / 2)
    return ([first] + states.prefix(half), [first] + states.suffix(half))
  }

  /// The places of the initial states of one direction among all inputs: half of them, as in Keras.
  private func inputPlaces(_ direction: Int, of all: Int) -> Range<Int> {
    let half = (all - 1) / 2
    return (1 + direction * half)..<(1 + (direction + 1) * half)
  }

  /// The places of the last states of one direction among all outputs.
  private func outputPlaces(_ direction: Int) -> Range<Int> {
    guard returnsState else { return 0..<0 }
    let first = outputWidth + (direction == 0 ? 0 : stateCounts[0])
    return first..<(first + stateCounts[direction])
  }

  func inner(
    _ pass: ForwardPass, _ outputs: [TensorRef<Float>], _ direction: Int
  ) -> ForwardPass {
    var further = FurtherValues()
    further.inputs = inputPlaces(direction, of: pass.inputCount).map { pass.denseInput($0) }
    further.masks = further.inputs.map { _ in nil }
    further.outputs = outputPlaces(direction).map { pass.output($0) }
    return pass.inner(output: outputs[direction], stream: direction, further: further)
  }

  func inner(
    _ pass: BackwardPass, _ outputs: [TensorRef<Float>], _ gradients: [TensorRef<Float>],
    _ direction: Int, _ inputGradient: TensorRef<Float>?
  ) -> BackwardPass {
    pass.inner(
      inner(pass.forward, outputs, direction), outputGradient: gradients[direction],
      inputGradient: inputGradient,
      furtherOutputGradients: outputPlaces(direction).map {
        pass.outputGradient($0)
      },
      furtherInputGradients: inputPlaces(direction, of: pass.forward.inputCount).map {
        pass.inputGradient($0)
      })
  }
}
