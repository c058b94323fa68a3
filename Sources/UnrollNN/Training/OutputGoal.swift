/// What is asked of one output of a model while it trains.
struct OutputGoal: Sendable {
  /// The name of the output; nil if the model has one only, whose figures need no name.
  let name: String?
  /// What is made small.
  let loss: any Loss
  /// How much the loss counts in the sum of all.
  let weight: Float
  /// What is reported beside the loss.
  var metrics: [AnyMetric]

  /// The name under which a figure of this output is reported.
  func figureName(_ figure: String) -> String { name.map { "\($0)_\(figure)" } ?? figure }
}

extension Compilation {
  /// What is asked of each output of a model.
  func goals(for architecture: Architecture) throws -> [OutputGoal] {
    let names = architecture.outputNames
    return names.map { name in
      OutputGoal(name: names.count > 1 ? name : nil, loss: loss, weight: 1, metrics: metrics)
    }
  }
}
