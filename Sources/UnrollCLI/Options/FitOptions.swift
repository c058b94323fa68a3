import ArgumentParser

/// How `fit` trains.
struct FitOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How often all samples are seen.", valueName: "n")) var epochs = 1
  @Option(
    help: ArgumentHelp(
      "The first epoch, counted from 0, of a run that is taken up again.", valueName: "n"))
  var initialEpoch = 0
  @Option(help: ArgumentHelp("How many samples make a step.", valueName: "n")) var batchSize = 32
  @Flag(name: .customLong("no-shuffle"), help: "Take the samples in their order in every epoch.")
  var keepsOrder = false

  @Option(
    help: ArgumentHelp(
      "The share of the samples kept apart for validation: the last ones, before shuffling.",
      valueName: "share"))
  var validationSplit: Double?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Arrays for validation: inputs and targets, as for training.", valueName: "x.npy y.npy"),
    completion: .file(extensions: ["npy"]))
  var validation: [String] = []

  @Option(
    help: ArgumentHelp(
      "Decides order and dropout: equal seeds, equal results. (default: random)", valueName: "n"))
  var seed: UInt64?

  func validate() throws {
    for (name, value) in [("batch-size", batchSize), ("epochs", epochs)] where value < 1 {
      throw ValidationError("--\(name) must be 1 or more, not \(value).")
    }
    guard (0..<epochs).contains(initialEpoch) else {
      throw ValidationError(
        "--initial-epoch must be 0 or more and less than --epochs, not \(initialEpoch).")
    }
    guard let validationSplit else { return }
    guard validationSplit > 0, validationSplit < 1 else {
      throw ValidationError(
        "--validation-split must be more than 0 and less than 1, not \(validationSplit).")
    }
    guard validation.isEmpty else {
      throw ValidationError("Give --validation or --validation-split, not both.")
    }
  }
}
