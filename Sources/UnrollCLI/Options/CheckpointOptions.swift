import ArgumentParser
import Foundation
import Unroll
import UnrollKeras
import UnrollNN

/// How the state of a run is kept, so that it can go on after whatever ended it.
struct CheckpointOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Keep the state of the run in a folder, at the end of every epoch and as --every says, so that \
      --resume can go on with it.
      """, valueName: "folder"), completion: .directory)
  var checkpoint: String?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "How often the state is kept within an epoch, as in 500 batches or 10 minutes.",
      valueName: "n batches|minutes"))
  var every: [String] = []

  @Flag(
    help: """
      Go on with the run whose state is in --checkpoint, to the bit as if it had never stopped; begin \
      it if there is none yet.
      """)
  var resume = false

  func validate() throws {
    guard checkpoint != nil || (every.isEmpty && !resume) else {
      throw ValidationError("--every and --resume need --checkpoint, the folder of the states.")
    }
    _ = try interval()
  }

  /// The signals that end training at once; Ctrl-C does not, nor, if the state of the run is kept,
  /// the request to end.
  var endingSignals: [Int32] { checkpoint == nil ? [SIGHUP, SIGTERM] : [SIGHUP] }

  /// Takes the folder, and tells where the run goes on.
  ///
  /// - Parameter console: where notes go.
  /// - Returns: the folder; nil if no state is to be kept.
  /// - Throws: `UnrollError` if the folder cannot be used.
  func open(_ console: Console) throws -> CheckpointFolder? {
    guard let checkpoint else { return nil }
    let folder = try CheckpointFolder(checkpoint, every: try interval(), resumes: resume)
    for note in folder.notes { console.note("note: \(note)") }
    if let place = folder.place, let file = folder.resumedFile {
      let batches = place.step > 0 ? ", after \(place.step) batches," : ""
      console.note("going on with epoch \(place.epoch + 1)\(batches) from \(checkpoint)/\(file)")
    } else if resume {
      console.note("no checkpoint in \(checkpoint) yet: the run begins")
    }
    return folder
  }

  private func interval() throws -> CheckpointFolder.Interval {
    // One value with a blank, or two values.
    let words = every.flatMap { $0.split(separator: " ") }.map(String.init)
    guard let first = words.first else { return .epochs }
    let unit = words.count > 1 ? words[1] : "batches"
    guard words.count <= 2, let number = Double(first), number > 0, number <= 1e9 else {
      throw unknown(words)
    }
    switch unit {
    case "minute", "minutes": return .minutes(number)
    case "batch", "batches":
      guard let count = Int(exactly: number) else { throw unknown(words) }
      return .batches(count)
    default: throw unknown(words)
    }
  }

  private func unknown(_ words: [String]) -> ValidationError {
    ValidationError(
      "--every is a number of batches or minutes, as in --every 500 batches, not "
        + "\(words.joined(separator: " ")). Files come before it.")
  }
}
