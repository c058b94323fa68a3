import ArgumentParser
import UnrollText

/// Which word vectors a command works on.
struct VectorFileOptions: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Word vectors: word2vec binary or text, or GloVe text; plain or gzipped.", valueName: "file"),
    completion: .file())
  var file: String

  @Option(help: ArgumentHelp("Read only the first N words.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
  }

  /// Reads the vectors, with a sign of life where somebody waits.
  func read(_ console: Console) throws -> WordVectors {
    try ReadingNote.show("reading \(file)", console) {
      try WordVectors(contentsOf: file, limit: limit)
    }
  }
}
