import Foundation
import Testing
import UnrollArchive
import _UnrollTestSupport

/// An input that once made a reader fail: `Tests/Fixtures/hostile/READER/BEHAVIOUR`.
struct Finding: Sendable, CustomTestStringConvertible {
  let reader: String
  let name: String

  var testDescription: String { "\(reader)/\(name)" }

  func bytes() throws -> [UInt8] {
    try Array(Data(contentsOf: Findings.folder.appending(path: reader).appending(path: name)))
  }
}

/// All findings.
enum Findings {
  static let folder = Fixture.folder.appending(path: "hostile")

  static let all: [Finding] = names(folder).flatMap { reader in
    names(folder.appending(path: reader)).map { Finding(reader: reader, name: $0) }
  }

  private static let packs = Fixture.folder.appending(path: "../../Fuzz/Corpus")
  private static let ending = ".tar.gz"

  /// The readers with a corpus.
  static let corpora = names(packs).filter { $0.hasSuffix(ending) }.map {
    String($0.dropLast(ending.count))
  }

  /// The inputs of a corpus.
  static func corpus(_ name: String) throws -> [[UInt8]] {
    let reader = try ArchiveReader(path: packs.appending(path: name + ending).path)
    var inputs: [[UInt8]] = []
    while try reader.nextFile() != nil { inputs.append(try reader.readData()) }
    return inputs
  }

  private static func names(_ folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }
}
