public import UnrollTensor

extension ArrayDataset {
  /// Creates a dataset of inputs `[count, …]` in the form that a model reads: as numbers, or as
  /// integers for a model that starts with an embedding.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(_ inputs: Tensor<Float>, _ targets: Tensor<Float>, for model: Model) throws {
    if model.sequential.input.isTokens {
      try self.init(tokens: inputs.rounded(), targets)
    } else {
      try self.init(inputs, targets)
    }
  }
}
