import UnrollTensor

/// Finds out, once a loss was not finite, where that began: in the data, in the weights, in a layer.
///
/// It walks through the batch again, and is made after the fact, so that training costs nothing.
struct NonFiniteSearch {
  let model: Model
  let plan: Plan
  let goals: [OutputGoal]
  let batch: Batch
  /// The samples of the batch, by their place in the dataset.
  let samples: ArraySlice<Int>
  let random: RandomSource
  let kernels: Kernels

  private static let hint =
    "lower the learning rate, clip gradients (clipnorm of the optimizer), or scale the data"

  /// The error for a batch.
  ///
  /// - Parameters:
  ///   - losses: the loss of each output.
  ///   - penalty: what regularizers add.
  /// - Returns: an error that names the place where the first number was not finite.
  func error(losses: [Double], penalty: Double) -> UnrollError {
    let total = losses.reduce(penalty, +)
    if var error = dataError {
      error.message = "the loss is no longer a number: a number in the data is not finite"
      return error
    }
    let (cause, path) =
      weightCause ?? layerCause ?? lossCause(losses) ?? (
        "a penalty on weights or outputs is not", []
      )
    return UnrollError(
      .notFinite, "the loss is no longer a number: \(cause)", path: path, found: "\(total)",
      hint: Self.hint)
  }

  /// What is wrong with the samples.
  private var dataError: UnrollError? {
    for (index, input) in batch.inputs.enumerated() {
      let name = batch.inputs.count == 1 ? "inputs" : "input \(model.network.inputs[index].name)"
      if let error = error(name, numbers: { self.numbers(of: input, row: $0) }) { return error }
    }
    for (index, target) in batch.targets.enumerated() {
      let name =
        batch.targets.count == 1 ? "targets" : "targets of output \(goals[index].name ?? "")"
      if let error = error(name, numbers: { [target.slices($0..<($0 + 1))] }) { return error }
    }
    guard let weights = batch.sampleWeights else { return nil }
    return error("sample weights") { [weights.columns($0..<($0 + 1))] }
  }

  private func error(
    _ name: String, numbers: (Int) -> [TensorRef<Float>]
  ) -> UnrollError? {
    for (row, sample) in samples.enumerated() {
      for view in numbers(row) {
        guard let place = view.firstNonFinite else { continue }
        let number = view[place / max(view.columns, 1), place % max(view.columns, 1)]
        return .notFinite(number, path: [name, "sample \(sample)"])
      }
    }
    return nil
  }

  /// The numbers of one sample of an input, also where they are rows of a table.
  private func numbers(of input: InputBatch, row: Int) -> [TensorRef<Float>] {
    switch input.description.form {
    case .tokens: return []
    case .dense:
      return [input.sources(row..<(row + 1)).first ?? input.dense.slices(row..<(row + 1))]
    case .rows:
      guard let table = input.description.table?.view else { return [] }
      let ids = input.ids.slices(row..<(row + 1))
      return (0..<ids.count).compactMap { place in
        let id = Int(ids.flat[0, place])
        return id < 0 ? nil : table.slices(id..<(id + 1))
      }
    }
  }

  /// A weight that was not finite before the step: a gradient of an earlier step was not.
  ///
  /// Bad gradients flow from the outputs to the inputs, so they began at the last layer that has one.
  private var weightCause: (String, [String])? {
    let store = model.parameters
    let damaged = store.parameters.last { $0.isTrainable && !store.view($0).isFinite }
    return damaged.map {
      (
        "the weight \($0.name) was not finite before this step, after a gradient was not",
        ["layer \($0.layer)"]
      )
    }
  }

  /// The first layer whose outputs are not finite.
  private var layerCause: (String, [String])? {
    // Copies: moving averages go on while training looks at them.
    let arena = model.parameters.arena
    let parameters = Tensor<Float>(shape: [arena.count]) { $0.assign(arena.whole) }
    let states = Tensor<Float>(repeating: 0, shape: [model.states.count])
    let weights = Weights(
      parameters: parameters.ref, gradients: nil, states: states.ref, kernels: kernels)
    let cut = ShardInputs(batch, ShardRows(rows: samples.count, plan: plan), random: random)
    let workspace = Workspace(plan)
    var first: Int?
    for shard in cut.inputs {
      workspace.forward(shard, weights) { index, pass in
        guard index < first ?? .max else { return }
        let outputs = [pass.output] + pass.further.outputs
        if outputs.contains(where: { !$0.isFinite }) { first = index }
      }
    }
    return withExtendedLifetime((parameters, states)) {
      first.map {
        (
          "the outputs of this layer were the first that were not finite",
          ["layer \(plan.nodes[$0].name)"]
        )
      }
    }
  }

  /// An output that is finite, with a loss that is not: it is too large, or outside of what the
  /// loss is made for.
  private func lossCause(_ losses: [Double]) -> (String, [String])? {
    losses.firstIndex { !$0.isFinite }.map { index in
      (
        "all layers are finite, but the loss of what they put out is not",
        goals[index].name.map { ["output \($0)"] } ?? []
      )
    }
  }
}
