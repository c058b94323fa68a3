import ArgumentParser
import UnrollNN

/// How `train` trains.
struct TrainingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many texts make a step.", valueName: "n")) var batchSize = 32
  @Option(help: ArgumentHelp("How often all texts are seen.", valueName: "n")) var epochs = 2
  @Option(help: ArgumentHelp("The optimizer: \(Self.optimizers).", valueName: "name"))
  var optimizer = "rmsprop"
  @Option(
    help: ArgumentHelp("Its learning rate. (default: Keras's default)", valueName: "rate"))
  var learningRate: Double?
  @Option(
    help: ArgumentHelp("The share of the texts kept apart for validation.", valueName: "share"))
  var validationSplit = 0.2
  @Option(help: ArgumentHelp("Train on the first N texts of their part only.", valueName: "n"))
  var samples: Int?
  @Option(help: ArgumentHelp("Validate on the first N texts of their part.", valueName: "n"))
  var validationSamples: Int?
  @Option(
    help: ArgumentHelp(
      "Decides order, weights and dropout: equal seeds, equal results. (default: random)",
      valueName: "n"))
  var seed: UInt64?

  private static var optimizers: String {
    OptimizerRegistry.builtin.map { $0.className.lowercased() }.sorted().joined(separator: ", ")
  }

  func validate() throws {
    let counts: [(String, Int?)] = [
      ("batch-size", batchSize), ("epochs", epochs), ("samples", samples),
      ("validation-samples", validationSamples),
    ]
    for (name, value) in counts {
      guard let value, value < 1 else { continue }
      throw ValidationError("--\(name) must be 1 or more, not \(value).")
    }
    guard (0..<1).contains(validationSplit) else {
      throw ValidationError(
        "--validation-split must be at least 0 and less than 1, not \(validationSplit).")
    }
    if let learningRate, !(learningRate >= 0 && learningRate.isFinite) {
      throw ValidationError("--learning-rate must be 0 or more, not \(learningRate).")
    }
    try checked("--optimizer") { _ = try makeOptimizer() }
  }

  /// The optimizer with its learning rate.
  func makeOptimizer() throws -> any Optimizer {
    let options: JSONValue = .object(
      learningRate.map { ["learning_rate": .number($0)] } ?? [:])
    return try OptimizerRegistry.optimizer(named: optimizer, options)
  }
}
