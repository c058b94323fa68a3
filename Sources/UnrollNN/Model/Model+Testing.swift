package import UnrollTensor

extension Model {
  /// The output for one batch and the gradients of its product with a cotangent, for tests.
  package struct Differentiation {
    /// What the model put out.
    package let output: Tensor<Float>
    /// The gradient of a dense input.
    package let input: Tensor<Float>?
    /// The gradients of the weights, in their order.
    package let weights: [Tensor<Float>]
  }

  /// Runs one batch forward and backward as a single shard.
  ///
  /// - Throws: `UnrollError` if the input does not fit the model.
  package func differentiate(
    _ input: BatchInput, cotangent: Tensor<Float>?, random: RandomSource = RandomSource(seed: 0),
    kernels: Kernels = .active
  ) throws -> Differentiation {
    let view = input.view
    let rows = input.shape[0]
    let plan = try Plan(
      sequential, batch: rows, form: input.form, mode: .training,
      time: input.shape.rank > 1 ? input.shape[1] : nil, differentiatesInput: true)
    let workspace = Workspace(plan)
    let gradients = Arena<Float>(count: plan.parameterCapacity)
    let output = workspace.forward(
      Shard(input: view, rows: rows, firstRow: 0, random: random),
      Weights(parameters: parameters.arena.whole, gradients: gradients.whole, kernels: kernels))
    let result = Tensor<Float>(shape: output.shape) { $0.assign(output) }
    let factors = cotangent ?? Tensor(repeating: 1, shape: output.shape)
    factors.withRef { workspace.outputGradient.assign($0) }
    workspace.backward(isLogitsGradient: false)
    return Differentiation(
      output: result,
      input: workspace.inputGradient.map { view in Tensor(shape: view.shape) { $0.assign(view) } },
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
