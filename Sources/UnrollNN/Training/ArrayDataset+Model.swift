public import UnrollTensor

extension ArrayDataset {
  /// Creates a dataset of inputs `[count, …]` in the form that a model reads: as numbers, or as
  /// integers for a model that starts with an embedding.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(_ inputs: Tensor<Float>, _ targets: Tensor<Float>, for model: Model) throws {
    try self.init(inputs: [inputs], targets: [targets], for: model.architecture)
  }

  /// Creates a dataset with an array for each input and output of a model.
  ///
  /// - Throws: `UnrollError` if the numbers of arrays or samples do not fit.
  public init(
    inputs: [Tensor<Float>], targets: [Tensor<Float>], for architecture: Architecture
  ) throws {
    let wanted = architecture.inputs
    guard wanted.count == inputs.count else {
      throw UnrollError(
        .invalidInput, "the model has another number of inputs",
        expected: wanted.map(\.name).joined(separator: ", "),
        found: inputs.count == 1 ? "1 array" : "\(inputs.count) arrays",
        hint: "give one array for each input")
    }
    try self.init(
      inputs: zip(wanted, inputs).map { input, array in
        input.isTokens ? .tokens(array.rounded()) : .numbers(array)
      }, targets: targets)
  }
}
