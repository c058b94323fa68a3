import ArgumentParser
import Unroll
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor

/// One run of training from the first batch to the files.
struct TrainingSession {
  /// How long and in which order samples are seen.
  struct Schedule {
    let epochs: Int
    var initialEpoch = 0
    let batchSize: Int
    var shuffles = true
    let seed: UInt64
  }

  /// What is trained.
  let trainer: Trainer
  /// How long and in which order samples are seen.
  let schedule: Schedule
  /// What happens on the way.
  let callbacks: TrainingCallbacks
  /// What keeps the state of the run; nil if nothing does.
  var checkpoints: CheckpointFolder?
  /// The model to write.
  let output: String
  /// The file for the figures of every epoch.
  let history: String?
  /// What is printed once nothing more can be refused.
  let summary: String
  /// What samples are called.
  let noun: String
  /// Writes the model.
  let save: (Model, String) throws -> Void
  /// What else is made of the trained model and its course, such as a report.
  var afterwards: ((History, TrainingCallbacks) throws -> Void)?

  /// Trains, saves and reports.
  ///
  /// - Parameters:
  ///   - dataset: the samples to learn from.
  ///   - validation: the samples that are evaluated after each epoch.
  ///   - console: where progress and notes go.
  /// - Throws: `UnrollError` if something does not fit or cannot be written; `ExitCode` after
  ///   Ctrl-C.
  func train(
    _ dataset: some Dataset, validation: (any Dataset)?, _ console: Console
  ) throws {
    let interrupt = Interrupt(console, takesTermination: checkpoints != nil)
    let stop = StopOnInterrupt(interrupt)
    let course = try trainer.fit(
      dataset, validation: validation, epochs: schedule.epochs,
      initialEpoch: schedule.initialEpoch, batchSize: schedule.batchSize,
      shuffles: schedule.shuffles, seed: schedule.seed,
      callbacks: callbacks.all + [TrainingProgress(console), stop, SummaryAtStart(summary)],
      checkpoints: checkpoints)
    try callbacks.report(console)
    try withExtendedLifetime(interrupt) { try write(course) }
    if let place = stop.place {
      Console.report("interrupted: \(output) holds what was learned until \(place)")
      if let checkpoints {
        console.note("the same command with --resume goes on from \(checkpoints.path)")
      }
      throw ExitCode(interrupt.exitCode)
    }
    try StandardOutput.print(
      report(course, isValidated: validation != nil, count: (validation ?? dataset).count))
  }

  private func write(_ course: History) throws {
    try save(trainer.model, output)
    try afterwards?(course, callbacks)
    guard let history else { return }
    let members = course.history.keys.sorted().map { ($0, JSONText.Value.reals(course[$0])) }
    let text = JSONText.object(members) + "\n"
    try AtomicFile.write(to: history) { try $0.write(text) }
  }

  /// The figures of the weights that were saved.
  private func report(_ course: History, isValidated: Bool, count: Int) -> String {
    let row = callbacks.restoredEpoch.flatMap { course.epoch.firstIndex(of: $0) }
    let names = course.history.keys.filter {
      $0.hasPrefix("val_") == isValidated && $0 != "learning_rate"
    }
    let figures = names.sorted().compactMap { name in
      (row.map { course[name][$0] } ?? course.last(name))
        .map { "\(name): \(ProgressFormat.number($0))" }
    }
    return figures.joined(separator: " - ") + " (\(count) \(noun))\n" + "saved \(output)"
  }
}
