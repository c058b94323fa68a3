import Foundation
import UnrollTensor

/// The versions of a model in a folder: subfolders with a number as their name, a model file in each.
struct VersionFolder: Sendable {
  /// A file as it was seen; another size or time means that it is being written, or was replaced.
  struct Candidate: Sendable, Equatable {
    let version: Int
    /// The model file; nil if the folder has none, or more than one.
    let path: String?
    let size: Int
    let modified: Date
  }

  let path: String

  /// What there is now, oldest version first.
  ///
  /// - Throws: `UnrollError` if the folder cannot be read.
  func candidates() throws -> [Candidate] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw UnrollError.system(
        "cannot read the folder of versions", path: [path], cause: error,
        hint: "check its permissions")
    }
    return names.compactMap { name in
      guard let version = Self.number(name) else { return nil }
      return candidate(version, folder: path + "/" + name)
    }.sorted { $0.version < $1.version }
  }

  /// The number that the name of a folder is; leading zeros count as other names, as they would
  /// hide each other.
  static func number(_ name: String) -> Int? {
    guard name.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(name),
      String(number) == name
    else { return nil }
    return number
  }

  private func candidate(_ version: Int, folder: String) -> Candidate? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return nil
    }
    let files = names.filter { Self.isModel($0) }
    guard files.count == 1, let file = files.first else {
      return Candidate(version: version, path: nil, size: files.count, modified: .distantPast)
    }
    let place = folder + "/" + file
    let facts = try? FileManager.default.attributesOfItem(atPath: place)
    return Candidate(
      version: version, path: place, size: facts?[.size] as? Int ?? 0,
      modified: facts?[.modificationDate] as? Date ?? .distantPast)
  }

  private static func isModel(_ name: String) -> Bool {
    (name.hasSuffix(".keras") || name.hasSuffix(".h5")) && !name.hasSuffix(".weights.h5")
      && !name.hasPrefix(".")
  }
}
