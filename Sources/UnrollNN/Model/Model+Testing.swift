package import UnrollTensor

extension Model {
  /// The output for one batch and the gradients of its product with a cotangent, for tests.
  package struct Differentiation {
    /// What the model put out.
    package let outputs: [Tensor<Float>]
    /// The gradients of dense inputs.
    package let inputs: [Tensor<Float>?]
    /// The gradients of the weights, in their order.
    package let weights: [Tensor<Float>]

    /// The first output.
    package var output: Tensor<Float> { outputs[0] }
    /// The gradient of the first input, if it is dense.
    package var input: Tensor<Float>? { inputs[0] }
  }

  /// Runs one batch forward and backward as a single shard.
  ///
  /// - Throws: `UnrollError` if the input does not fit the model.
  package func differentiate(
    _ input: BatchInput, cotangent: Tensor<Float>?, random: RandomSource = RandomSource(seed: 0),
    kernels: Kernels = .active
  ) throws -> Differentiation {
    try differentiate([input], cotangents: cotangent.map { [$0] }, random: random, kernels: kernels)
  }

  /// Runs one batch of several inputs forward and backward as a single shard; the first output is
  /// reported.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  package func differentiate(
    _ inputs: [BatchInput], cotangents: [Tensor<Float>]?,
    random: RandomSource = RandomSource(seed: 0), kernels: Kernels = .active
  ) throws -> Differentiation {
    let rows = inputs[0].shape[0]
    let layouts = inputs.map {
      InputLayout($0.form, time: $0.shape.rank > 1 ? $0.shape[1] : nil)
    }
    let plan = try Plan(
      network, batch: rows, layouts: layouts, mode: .training, differentiatesInput: true)
    let workspace = Workspace(plan)
    let gradients = Arena<Float>(count: plan.parameterCapacity)
    workspace.forward(
      Shard(inputs: inputs.map { ShardInput($0.view) }, rows: rows, firstRow: 0, random: random),
      Weights(
        parameters: parameters.arena.whole, gradients: gradients.whole, states: states.whole,
        kernels: kernels))
    let outputs = plan.outputs.indices.map { index in
      Tensor<Float>(shape: workspace.output(index).shape) { $0.assign(workspace.output(index)) }
    }
    for (index, output) in outputs.enumerated() where workspace.outputGradient(index).count > 0 {
      let factors = cotangents?[index] ?? Tensor(repeating: 1, shape: output.shape)
      factors.withRef { workspace.outputGradient(index).assign($0) }
    }
    workspace.backward(areLogits: outputs.map { _ in false })
    return Differentiation(
      outputs: outputs,
      inputs: inputs.indices.map { index in
        workspace.inputGradient(index).map { view in
          Tensor(shape: view.shape) { $0.assign(view) }
        }
      },
      weights: plan.parameters.map { parameter in
        let view = gradients.view(parameter.range.lowerBound, parameter.shape)
        return Tensor(shape: parameter.shape) { $0.assign(view) }
      })
  }
}

/// One batch as a model reads it, for tests.
package enum BatchInput {
  /// Numbers.
  case dense(Tensor<Float>)
  /// Integers for an embedding.
  case tokens(Tensor<Int32>)
  /// Row numbers into a table.
  case rows(Tensor<Int32>, table: Tensor<Float>)

  /// The form of the batch.
  package var form: InputForm {
    switch self {
    case .dense: .dense
    case .tokens: .tokens
    case .rows: .rows
    }
  }

  /// The shape of the batch, without the size of a table's rows.
  package var shape: Shape {
    switch self {
    case .dense(let numbers): numbers.shape
    case .tokens(let ids), .rows(let ids, _): ids.shape
    }
  }

  var view: SequenceView {
    switch self {
    case .dense(let numbers): .dense(numbers.ref)
    case .tokens(let ids): .rows(ids: ids.ref, table: .nothing)
    case .rows(let ids, let table): .rows(ids: ids.ref, table: table.ref)
    }
  }
}
