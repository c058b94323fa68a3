import ArgumentParser
import Unroll
import UnrollText

/// Which word vectors texts are read with.
struct VectorOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Word vectors: word2vec .bin or text, or GloVe text; plain or gzipped. Without them those of \
      the built-in sample, which suit film reviews.
      """, valueName: "path"), completion: .file())
  var vectors: String?

  @Option(help: ArgumentHelp("Read only the first N words of the vectors.", valueName: "n"))
  var limit: Int?

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
  }

  /// Reads the vectors, with a sign of life where somebody waits.
  func read(_ console: Console) throws -> WordVectors {
    let path = try vectors ?? BuiltInSample.vectors()
    return try ReadingNote.show("reading \(vectors ?? "the built-in vectors")", console) {
      try WordVectors(contentsOf: path, limit: limit)
    }
  }
}
