import Foundation

/// Files beside these tests, and temporary ones.
enum Fixtures {
  /// The place of a file in the folder `Fixtures`.
  static func url(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
  }

  /// A file of the shared folder, nil if it is not on this machine.
  static func shared(_ name: String) -> String? {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let folder =
      ProcessInfo.processInfo.environment["UNROLL_SHARED"].map { URL(filePath: $0) }
      ?? root.appending(path: "../shared")
    let path = folder.appending(path: name).standardizedFileURL.path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// Calls `body` with the path of a file in a folder that lives as long as the call.
  static func withTemporaryFile<Result>(
    _ name: String, _ content: [UInt8]? = nil, _ body: (String) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    if let content { try Data(content).write(to: file) }
    return try body(file.path)
  }
}
