import UnrollTensor

/// Holds data against what a model can read, before any kernel sees it.
struct InputCheck {
  let sequential: Sequential

  /// The form in which a model takes data, or an error that says what it takes.
  func check(form: InputForm, shape: Shape, table: (any RowTable)?) throws {
    let input = sequential.input
    let wanted = input.dimensions
    guard input.isTokens == (form == .tokens) else {
      throw UnrollError(
        .invalidInput, "the model reads \(input.isTokens ? "integers" : "vectors of numbers")",
        expected: describe(wanted), found: form == .tokens ? "integers" : "numbers")
    }
    var dimensions = shape.dimensions
    if form == .rows { dimensions.append(table?.columnCount ?? 0) }
    let fits =
      dimensions.count == wanted.count && zip(dimensions, wanted).allSatisfy { $1 ?? $0 == $0 }
    guard fits else {
      throw UnrollError(
        .shapeMismatch, "the data does not fit the input of the model",
        expected: describe(wanted), found: describe(dimensions))
    }
  }

  /// Refuses integers that the embedding has no row for, and rows that the table lacks.
  func check(ids: TensorRef<Int32>, form: InputForm, table: (any RowTable)?) throws {
    let (lowest, limit): (Int32, Int) =
      switch form {
      case .dense: (0, 0)
      case .rows: (-1, table?.rowCount ?? 0)
      case .tokens: (0, embeddingRows)
      }
    guard form != .dense, ids.count > 0 else { return }
    for row in 0..<ids.rows {
      for column in 0..<ids.columns {
        let id = ids[row, column]
        if id < lowest && form == .rows { continue }
        guard id >= lowest && Int(id) < limit else {
          throw UnrollError(
            .invalidInput, "an integer of the input has no vector", path: ["row \(row)"],
            expected: "0 to \(limit - 1)", found: "\(id)")
        }
      }
    }
  }

  private var embeddingRows: Int {
    (sequential.entries.first?.layer as? Embedding)?.configuration.inputDim ?? 0
  }

  private func describe(_ sizes: [Int?]) -> String {
    "[" + (["None"] + sizes.map { $0.map(String.init) ?? "None" }).joined(separator: ", ") + "]"
  }
}
