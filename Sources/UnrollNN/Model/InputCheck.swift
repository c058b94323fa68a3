import UnrollTensor

/// Holds data against what a model can read, before any kernel sees it.
struct InputCheck {
  private let network: Network

  init(_ network: Network) { self.network = network }

  /// Holds the shapes and forms of a dataset against the inputs of the model.
  ///
  /// - Throws: `UnrollError` that says what the model takes.
  func check(_ dataset: some Dataset) throws {
    let (wanted, found) = (network.inputs, dataset.inputs)
    guard wanted.count == found.count else {
      throw UnrollError(
        .invalidInput, "the model has another number of inputs",
        expected: wanted.map(\.name).joined(separator: ", "), found: "\(found.count) of them",
        hint: "give one array for each input")
    }
    for (input, description) in zip(wanted, found) {
      try locating(ifNamed: wanted.count > 1 ? input.name : nil) { try check(description, input) }
    }
  }

  private func check(_ found: InputDescription, _ input: Input) throws {
    guard input.isTokens == (found.form == .tokens) else {
      throw UnrollError(
        .invalidInput, "the model reads \(input.isTokens ? "integers" : "vectors of numbers")",
        expected: describe(input.dimensions),
        found: found.form == .tokens ? "integers" : "numbers",
        hint: "give what the model was trained on")
    }
    var dimensions = found.shape.dimensions
    if found.form == .rows { dimensions.append(found.table?.columnCount ?? 0) }
    let wanted = input.dimensions
    let fits =
      dimensions.count == wanted.count && zip(dimensions, wanted).allSatisfy { $1 ?? $0 == $0 }
    guard fits else {
      throw UnrollError(
        .shapeMismatch, "the data does not fit the input of the model",
        expected: describe(wanted), found: describe(dimensions),
        hint: "give data of this shape, or a model that reads other data")
    }
  }

  /// Refuses integers that an embedding has no row for, and rows that a table lacks.
  ///
  /// - Throws: `UnrollError` that names the row of the batch.
  func check(_ batch: Batch, rows: Int) throws {
    for (index, input) in batch.inputs.enumerated() where input.description.form != .dense {
      let limit = self.limit(of: input.description, index)
      try locating(ifNamed: batch.inputs.count > 1 ? network.inputs[index].name : nil) {
        try Self.check(input.ids.slices(0..<rows), limit, isRows: input.description.form == .rows)
      }
    }
  }

  private static func check(
    _ ids: TensorRef<Int32>, _ limit: Int, isRows: Bool
  ) throws {
    guard ids.count > 0 else { return }
    for row in 0..<ids.rows {
      for column in 0..<ids.columns {
        let id = ids[row, column]
        // A negative row number is the zero vector.
        if id < 0 && isRows { continue }
        guard id >= 0 && Int(id) < limit else {
          throw UnrollError(
            .invalidInput, "an integer of the input has no vector", path: ["row \(row)"],
            expected: "0 to \(limit - 1)", found: "\(id)", hint: Self.integersHint)
        }
      }
    }
  }

  /// The number of rows that the integers of an input may name.
  private func limit(of description: InputDescription, _ index: Int) -> Int {
    if description.form == .rows { return description.table?.rowCount ?? 0 }
    let embeddings = network.calls.compactMap { call -> Int? in
      guard call.inputs.first == .input(index) else { return nil }
      let layer = network.layers[call.layer].entry.layer
      return (layer as? Embedding)?.configuration.inputDim
    }
    return embeddings.min() ?? 0
  }

  /// What to do about an integer that no table holds.
  static let integersHint = "give whole numbers below the input_dim of the Embedding"

  private func describe(_ sizes: [Int?]) -> String {
    "[" + (["None"] + sizes.map { $0.map(String.init) ?? "None" }).joined(separator: ", ") + "]"
  }
}
