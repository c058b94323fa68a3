import Foundation
import UnrollTensor

/// The files that the page is made of.
struct PageResources: Sendable {
  /// The folder that holds them.
  let folder: URL

  /// The files beside the program, as installed and as built; in the sources, for tests.
  static func installed() throws -> PageResources {
    let program = URL(filePath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath()
    let beside = [Bundle.main.executableURL?.resolvingSymlinksInPath(), program]
      .compactMap { $0?.deletingLastPathComponent() }
      .map { $0.appending(path: "unroll_UnrollInsight.resources/page") }
    let sources = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Resources/page")
    let found = (beside + [sources]).first {
      FileManager.default.fileExists(atPath: $0.appending(path: "index.html").path)
    }
    guard let found else {
      throw UnrollError(
        .notFound, "the files of the page are missing", path: ["index.html"],
        expected: "unroll_UnrollInsight.resources beside the program",
        hint: "install with make install")
    }
    return PageResources(folder: found)
  }

  /// The text of one file.
  func text(_ name: String) throws -> String {
    do {
      return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    } catch {
      throw UnrollError(
        .notFound, "a file of the page cannot be read", path: [name],
        hint: "install with make install", cause: error)
    }
  }
}
