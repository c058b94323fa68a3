import Foundation
import UnrollTensor

/// Where a model comes from: a file, or a folder of numbered versions.
public struct ModelSource: Sendable, Equatable {
  /// What the place is.
  enum Kind: Equatable { case file, versions }

  /// The name in paths.
  public let name: String
  /// The file or folder.
  public let path: String
  let kind: Kind

  /// Reads `PATH` or `NAME=PATH`; without a name it is that of the file, without its ending, or of
  /// the folder.
  ///
  /// - Parameter argument: a word of the command line.
  /// - Throws: `UnrollError` if there is no such file or folder, or the name cannot stand in a path.
  public init(_ argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    if parts.count == 2, !parts[0].contains("/"), !FileManager.default.fileExists(atPath: argument)
    {
      try self.init(name: parts[0], path: parts[1])
    } else {
      try self.init(name: nil, path: argument)
    }
  }

  /// Names a file or folder.
  ///
  /// - Parameters:
  ///   - name: the name in paths; nil for that of the file or folder.
  ///   - path: a `.keras` or `.h5` file, or a folder of numbered versions.
  /// - Throws: `UnrollError` if there is no such file or folder, or the name cannot stand in a path.
  public init(name: String?, path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw UnrollError(
        .notFound, "there is no such model", path: [path],
        hint: "give a .keras or .h5 file, or a folder with versions 1/, 2/, …")
    }
    let url = URL(filePath: path).standardizedFileURL
    let stem = isFolder.boolValue ? url : url.deletingPathExtension()
    self.name = name ?? stem.lastPathComponent
    self.path = path
    kind = isFolder.boolValue ? .versions : .file
    try checkName()
  }

  private func checkName() throws {
    let isPlain = name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && !name.isEmpty
    guard isPlain, !name.contains("/"), !name.contains(":") else {
      throw UnrollError(
        .invalidInput, "the name of a model cannot stand in a path", path: [path],
        expected: "a name without / and :", found: name.printableName,
        hint: "name it: NAME=\(path)")
    }
  }
}
