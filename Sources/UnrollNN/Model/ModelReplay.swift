package import UnrollTensor

/// A few samples through a model, apart from all training and serving.
///
/// Stateful layers begin anew, noise rests, and one thread computes: what comes out depends on the
/// samples, the weights and the instruction set alone.
package struct ModelReplay {
  private let model: Model
  private let network: Network

  /// Looks at a model.
  package init(_ model: Model) {
    self.model = model
    network = model.network.withoutStates()
  }

  /// Whether batches may have any number of samples.
  package var takesAnyBatch: Bool { network.batch == nil }

  /// A number of steps on which all layers can work, for inputs that leave it open.
  ///
  /// - Parameter choices: the numbers that are tried, in this order.
  /// - Returns: the first that suits.
  /// - Throws: `UnrollError` if none suits.
  package func steps(_ choices: [Int]) throws -> Int {
    try network.withSomeSteps(choices) { steps in
      _ = try plan(samples: 1, steps: steps)
      return steps
    }
  }

  /// The bytes of memory that computing some samples takes.
  ///
  /// - Throws: `UnrollError` if the layers cannot work on so many steps.
  package func bytes(samples: Int, steps: Int) throws -> Int {
    try plan(samples: samples, steps: steps).workspaceBytes
  }

  /// The weights that every step of a sample is multiplied with; those of embeddings are looked up.
  package var multipliedWeights: Int {
    model.parameters.parameters.filter { $0.name != "embeddings" }.reduce(0) { $0 + $1.shape.count }
  }

  /// How many numbers an embedding that reads an input can look up; 0 if none reads it.
  package func vocabulary(input: Int) -> Int {
    layers(reading: input).compactMap { ($0 as? Embedding)?.configuration.inputDim }.min() ?? 0
  }

  /// The number that marks a step of an input as left out; 0 if no layer asks for another.
  package func padding(input: Int) -> Float {
    layers(reading: input).lazy.compactMap { ($0 as? Masking)?.configuration.maskValue }.first ?? 0
  }

  private func layers(reading input: Int) -> [any Layer] {
    network.calls.filter { $0.inputs.first == .input(input) }
      .map { network.layers[$0.layer].entry.layer }
  }

  /// The weights with noise of some relative size on each.
  package func weights(withNoise size: Float) -> Tensor<Float> {
    let store = model.parameters
    return Tensor(shape: [store.arena.count]) { block in
      block.assign(store.arena.whole)
      var random = RandomSource(seed: 0)
      for parameter in store.parameters {
        for place in parameter.range {
          block[0, place] *= random.next() & 1 == 0 ? 1 + size : 1 - size
        }
      }
    }
  }

  /// Computes all outputs.
  ///
  /// - Parameters:
  ///   - inputs: an array `[samples, …]` for each input.
  ///   - weights: other weights than those of the model, as ``weights(withNoise:)`` gives them.
  ///   - kernels: the instruction set.
  ///   - bytes: the most memory that computing may take.
  /// - Returns: an array `[samples, …]` for each output.
  /// - Throws: `UnrollError` if the inputs do not fit the model, or the memory does not suffice.
  package func outputs(
    _ inputs: [Tensor<Float>], weights: Tensor<Float>? = nil, kernels: Kernels, bytes: Int
  ) throws -> [Tensor<Float>] {
    let dataset = try ArrayDataset(inputs: inputs, targets: [], for: model.architecture)
    let check = InputCheck(network)
    try check.check(dataset)
    let plan = try Plan(
      network, batch: dataset.count, layouts: dataset.layouts, mode: .inference)
    guard plan.workspaceBytes <= bytes else {
      throw UnrollError(
        .limitExceeded, "the samples take too much memory", expected: "at most \(bytes) bytes",
        found: "\(plan.workspaceBytes)")
    }
    let batch = Batch(dataset, capacity: dataset.count)
    dataset.fill(batch, Array(0..<dataset.count)[...])
    try check.check(batch, rows: dataset.count)
    let shards = ShardInputs(
      batch, ShardRows(rows: dataset.count, plan: plan), random: RandomSource(seed: 0))
    let (states, workspace) = (Arena<Float>(count: plan.states.total), Workspace(plan))
    return withExtendedLifetime((dataset, weights)) {
      workspace.forward(
        shards.inputs[0],
        Weights(
          parameters: weights?.ref ?? model.parameters.arena.whole, gradients: nil,
          states: states.whole, kernels: kernels))
      return plan.outputs.indices.map { index in
        let output = workspace.output(index)
        return Tensor(shape: output.shape) { $0.assign(output) }
      }
    }
  }

  private func plan(samples: Int, steps: Int) throws -> Plan {
    try Plan(
      network, batch: samples, layouts: network.arrayForms.map { InputLayout($0, time: steps) },
      mode: .inference)
  }
}
