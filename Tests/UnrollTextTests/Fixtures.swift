import Foundation

/// Files beside these tests.
enum Fixtures {
  /// The place of a file in the folder `Fixtures`.
  static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
  }
}
