import Foundation
import UnrollTensor

/// The sample that comes with Unroll: short film reviews, and vectors for their words.
///
/// See `Resources/sample/README.md`.
public enum BuiltInSample {
  /// The reviews: an archive in the layout of the Large Movie Review Dataset.
  ///
  /// - Throws: `UnrollError` if the sample was not installed beside the program.
  public static func reviews() throws -> String { try path("reviews.tar.gz") }

  /// The vectors of words, in the word2vec binary format.
  ///
  /// - Throws: `UnrollError` if the sample was not installed beside the program.
  public static func vectors() throws -> String { try path("vectors.bin.gz") }

  private static func path(_ name: String) throws -> String {
    let places = folders.map { $0.appending(path: name).path }
    if let found = places.first(where: FileManager.default.fileExists) { return found }
    throw UnrollError(
      .notFound, "the built-in sample is missing", path: [name],
      expected: "unroll_Unroll.resources beside the program",
      hint: "install with make install, or give --data and --vectors")
  }

  /// Beside the program, as installed and as built; in the sources, for tests.
  private static var folders: [URL] {
    let program = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let beside = [Bundle.main.executableURL?.resolvingSymlinksInPath(), program]
      .compactMap { $0?.deletingLastPathComponent() }
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
    return beside.map { $0.appending(path: "unroll_Unroll.resources/sample") } + [
      sources.appending(path: "Resources/sample")
    ]
  }
}
