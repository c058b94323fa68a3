import ArgumentParser
import UnrollNN

/// How many threads compute.
struct ThreadOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many threads compute; the results do not depend on it. (default: all cores)",
      valueName: "n"))
  var threads: Int?

  /// The number of threads to use.
  var count: Int { threads ?? Threads.available }

  func validate() throws {
    if let threads, threads < 1 {
      throw ValidationError("--threads must be 1 or more, not \(threads).")
    }
  }
}
