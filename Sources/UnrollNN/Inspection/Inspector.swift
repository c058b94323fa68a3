package import UnrollTensor

/// Looks into a network while it reads one sample: states, gates, and gradients at the vectors that
/// it reads, all as in inference.
///
/// Used by one thread. The sample may be scaled towards zero, several scales in one pass.
package final class Inspector {
  /// The network as it is looked into; its calls are those of the model.
  package let network: Network
  /// The vectors that the network reads of the sample, `[1, time, features]` for each input.
  package let vectors: [Tensor<Float>]
  /// For each input which steps count, where a mask says so; nil for all.
  package let masks: [[UInt8]?]
  private let plan: Plan
  private let workspace: Workspace
  private let weights: Tensor<Float>
  private let gradients: Arena<Float>
  private let kernels: Kernels

  /// The rows that one pass takes.
  package static let rows = ShardRunner.rowsPerShard

  /// Makes ready to look into a network on one sample.
  ///
  /// - Parameters:
  ///   - snapshot: the network with its weights.
  ///   - sample: one sample of each input, `[1, …]`.
  ///   - kernels: the instruction set.
  /// - Throws: `UnrollError` if the sample does not fit, or the network cannot be looked into.
  package init(
    _ snapshot: ModelSnapshot, sample: [BatchInput], kernels: Kernels = .active
  ) throws {
    let reading = try SampleReading(snapshot, sample, kernels)
    let inspected = try InspectedNetwork(
      snapshot.network, steps: reading.steps, masks: reading.masks)
    network = inspected.network
    vectors = try inspected.sources.map { try reading.vectors(of: $0) }
    masks = inspected.network.inputMasks(reading.masks)
    plan = try Plan(
      inspected.network, batch: Self.rows,
      layouts: vectors.map { InputLayout(.dense, time: $0.shape.rank > 1 ? $0.shape[1] : nil) },
      mode: .training, differentiatesInput: true, isInspection: true)
    workspace = Workspace(plan)
    weights = snapshot.with(inspected.network).block(for: plan)
    gradients = Arena(count: plan.parameterCapacity)
    self.kernels = kernels
  }

  /// Runs forward, a row for each scale of the sample.
  ///
  /// - Parameter scales: what all vectors are multiplied with; at most ``rows`` of them.
  package func forward(scales: [Float] = [1]) {
    precondition(!scales.isEmpty && scales.count <= Self.rows, "more rows than a pass takes")
    let inputs = vectors.map { vector in
      Tensor<Float>(shape: vector.shape.withFirst(scales.count)) { target in
        for (row, scale) in scales.enumerated() {
          let place = target.slices(row..<(row + 1))
          vector.withRef { place.assign($0) }
          place.scale(by: scale)
        }
      }
    }
    workspace.forward(
      Shard(
        inputs: inputs.map { ShardInput(.dense($0.ref)) }, rows: scales.count, firstRow: 0,
        random: RandomSource(seed: 0)),
      Weights(
        parameters: weights.ref, gradients: gradients.whole, states: .nothing, kernels: kernels))
    held = inputs
  }

  /// What the last forward pass read, which layers may read again.
  private var held: [Tensor<Float>] = []
}

extension Inspector {
  /// The number of rows of the last forward pass.
  private var count: Int { held.first?.shape[0] ?? 0 }

  /// The activation between ``logits`` and ``outputs``; nil where the output itself is explained.
  package var logitActivation: ActivationFunction? { workspace.logits(0)?.activation }
  /// The first output, `[rows, columns]`.
  package var outputs: Tensor<Float> { copy(workspace.output(0).flattened) }
  /// What the first output is before a final sigmoid or softmax; the output where there is none.
  package var logits: Tensor<Float> {
    copy((workspace.logits(0)?.values ?? workspace.output(0)).flattened)
  }

  /// Takes the gradient of a logit back to the vectors.
  ///
  /// - Parameter column: which logit of the first output.
  /// - Returns: for each input the gradients, `[rows, time, features]`.
  package func gradients(ofLogit column: Int) -> [Tensor<Float>] {
    for index in plan.outputs.indices { workspace.outputGradient(index).fill(0) }
    let target = workspace.outputGradient(0).flattened
    for row in 0..<target.rows { target[row, column] = 1 }
    let areLogits = plan.outputs.indices.map { $0 == 0 && workspace.logits(0) != nil }
    return backward(areLogits: areLogits)
  }

  /// Takes gradients of the first output back to the vectors.
  ///
  /// - Parameter fill: writes the gradients of the output.
  /// - Returns: for each input the gradients, `[rows, time, features]`.
  package func gradients(_ fill: (TensorRef<Float>) -> Void) -> [Tensor<Float>] {
    for index in plan.outputs.indices { workspace.outputGradient(index).fill(0) }
    fill(workspace.outputGradient(0))
    return backward(areLogits: plan.outputs.map { _ in false })
  }

  private func backward(areLogits: [Bool]) -> [Tensor<Float>] {
    gradients.whole.fill(0)
    workspace.backward(areLogits: areLogits)
    return vectors.indices.map { index in
      workspace.inputGradient(index).map(copy)
        ?? Tensor(repeating: 0, shape: vectors[index].shape.withFirst(count))
    }
  }

  private func copy(_ view: TensorRef<Float>) -> Tensor<Float> {
    Tensor(shape: view.shape) { $0.assign(view) }
  }
}

extension Inspector {
  /// Gates and states of all recurrent cells in a forward pass over the sample alone.
  package func recurrentTraces() -> [RecurrentTrace] {
    plan.probes.compactMap { place in
      guard case .recurrent(let probe) = place.view else { return nil }
      return RecurrentTrace(
        probe, place, layer: plan.nodes[place.call].name, workspace.passes[place.call])
    }
  }

  /// Which steps won in layers that take the largest over all steps.
  package func poolingTraces() -> [PoolingTrace] {
    plan.probes.compactMap { place in
      guard case .winners(let slot) = place.view else { return nil }
      let pass = workspace.passes[place.call]
      return PoolingTrace(
        call: place.call, layer: plan.nodes[place.call].name, steps: pass.denseInput.shape[1],
        winners: pass[slot].slices(0..<1).toArray().map(Int.init),
        values: pass.output.slices(0..<1).toArray())
    }
  }
}

/// What a layer that takes the largest over all steps did with one sample.
package struct PoolingTrace: Sendable {
  /// The call of the layer in the network.
  package let call: Int
  /// The full name of the layer.
  package let layer: String
  /// The number of steps of its input.
  package let steps: Int
  /// For each feature the step that held the largest value.
  package let winners: [Int]
  /// Those values.
  package let values: [Float]
}

extension Inspector {
  /// For each input, row of the pass and step: the product of the sample's vector with the gradient
  /// of a logit, summed over the features.
  package func products(ofLogit column: Int) -> [[[Double]]] {
    zip(vectors, gradients(ofLogit: column)).map { vector, gradient in
      (0..<gradient.shape[0]).map { row in
        let steps = gradient.ref.slices(row..<(row + 1)).flattened
        return vector.withRef { steps.rowProducts($0.flattened) }
      }
    }
  }

  /// For each input, row of the pass and step: the squared length of the gradient.
  package static func squares(_ gradient: Tensor<Float>) -> [[Double]] {
    (0..<gradient.shape[0]).map { row in
      let steps = gradient.ref.slices(row..<(row + 1)).flattened
      return steps.rowProducts(steps)
    }
  }
}

extension TensorRef where Scalar == Float {
  /// The products of each row with the same row of another matrix.
  fileprivate func rowProducts(_ other: TensorRef) -> [Double] {
    precondition(other.rows == rows && other.columns == columns, "rows agree")
    return (0..<rows).map { row in
      guard columns > 0 else { return 0 }
      let (left, right) = (pointer + row * stride, other.pointer + row * other.stride)
      var sum = 0.0
      for column in 0..<columns { sum += Double(left[column]) * Double(right[column]) }
      return sum
    }
  }
}
