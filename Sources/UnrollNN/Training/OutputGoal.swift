import UnrollTensor

/// What is asked of one output of a model while it trains.
struct OutputGoal: Sendable {
  /// The name of the output; nil if the model has one only, whose figures need no name.
  let name: String?
  /// The loss, its weight and the metrics.
  let objective: Objective

  /// What is made small.
  var loss: any Loss { objective.loss }
  /// How much the loss counts in the sum of all.
  var weight: Double { objective.lossWeight ?? 1 }

  /// The name under which a figure of this output is reported.
  func figureName(_ figure: String) -> String { name.map { "\($0)_\(figure)" } ?? figure }
}

extension Compilation {
  /// What is asked of each output of a model; one objective stands for all outputs.
  ///
  /// - Throws: `UnrollError` if there is another number of objectives.
  func goals(for architecture: Architecture) throws -> [OutputGoal] {
    let names = architecture.outputNames
    guard objectives.count == 1 || objectives.count == names.count else {
      throw UnrollError(
        .invalidConfiguration, "the model is compiled for another number of outputs",
        expected: names.joined(separator: ", "), found: "\(objectives.count) losses",
        hint: "compile the model with one loss for each output")
    }
    return names.enumerated().map { index, name in
      OutputGoal(
        name: names.count > 1 ? name : nil,
        objective: objectives.count == 1 ? objectives[0] : objectives[index])
    }
  }
}
