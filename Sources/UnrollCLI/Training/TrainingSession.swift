import ArgumentParser
import Unroll
import UnrollArchive
import UnrollNN
import UnrollTensor

/// One run of `train` from the first batch to the files.
struct TrainingSession {
  private let classifier: Classifier
  private let command: Train
  private let seed: UInt64

  init(_ classifier: Classifier, command: Train, seed: UInt64) {
    self.classifier = classifier
    self.command = command
    self.seed = seed
  }

  /// Trains, saves and reports.
  ///
  /// - Throws: `UnrollError` if something does not fit or cannot be written; `ExitCode` after
  ///   Ctrl-C.
  func train(_ console: Console) throws {
    var compilation = try classifier.pipeline.defaultCompilation()
    compilation.optimizer = try command.training.makeOptimizer()
    let trainer = Trainer(classifier.pipeline.model, compilation)
    trainer.threads = command.threads.count
    let interrupt = Interrupt(console)
    let stop = StopOnInterrupt(interrupt)
    let history = try trainer.fit(
      classifier.training, validation: classifier.validation, epochs: command.training.epochs,
      batchSize: command.training.batchSize, seed: seed,
      callbacks: [TrainingProgress(console), stop])
    try withExtendedLifetime(interrupt) { try save(history) }
    if let place = stop.place {
      Console.report("interrupted: \(command.output) holds what was learned until \(place)")
      throw ExitCode(Interrupt.exitCode)
    }
    try StandardOutput.print(report(history))
  }

  private func save(_ history: History) throws {
    try classifier.pipeline.save(to: command.output)
    guard let path = command.history else { return }
    let members = history.history.keys.sorted().map { ($0, JSONText.Value.reals(history[$0])) }
    let text = JSONText.object(members) + "\n"
    try AtomicFile.write(to: path) { try $0.write(text) }
  }

  private func report(_ history: History) -> String {
    let prefix = classifier.validation == nil ? "" : "val_"
    let figures = ["accuracy", "loss"].compactMap { name in
      history.last(prefix + name).map { "\(prefix)\(name): \(ProgressFormat.number($0))" }
    }
    let texts = (classifier.validation ?? classifier.training).count
    return figures.joined(separator: " - ") + " (\(texts) texts)\n" + "saved \(command.output)"
  }
}
