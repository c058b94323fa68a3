import Foundation
import UnrollArchive
import UnrollHDF5
import UnrollNN
import UnrollTensor

/// Weights that Keras 3.10 and later spread over several files, with an index (`.weights.json`)
/// that tells which group lies in which of them.
struct ShardedFiles: VariableStore {
  /// The most files of one model.
  private static let mostFiles = 1024

  private let files: [String: HDF5Group]
  /// The files of each group; the arrays of a group may lie in several.
  private let places: [String: [String]]

  /// Reads an index and opens the files beside it.
  ///
  /// - Throws: `UnrollError` that names the file that is missing, damaged or elsewhere.
  init(index path: String) throws {
    let text = try KerasFileKind.text(path)
    places = try locating(path) { try Self.places(JSONDocument(text).value) }
    // Messages show the files as the index was named, without folders that nobody asked about.
    let folder = (path as NSString).deletingLastPathComponent
    let names = Set(places.values.joined())
    files = try locating(path) {
      guard names.count <= Self.mostFiles else {
        throw UnrollError(
          .limitExceeded, "the weights lie in too many files",
          expected: "at most \(Self.mostFiles)", found: "\(names.count)",
          hint: "save the model again, in fewer files")
      }
      return try Dictionary(
        uniqueKeysWithValues: names.map { name in
          (name, try HDF5Reading.open((folder as NSString).appendingPathComponent(name)).root)
        })
    }
  }

  func arrays(_ path: String) throws -> [StoredArray] {
    var found: [String: StoredArray] = [:]
    for name in places[path] ?? [] {
      guard let root = files[name], try root.has(path) else { continue }
      try locating(name) {
        let group = try root.group(path)
        for number in try group.childNames() {
          found[number] = StoredArray(try group.dataset(number), place: "\(path)/\(number)")
        }
      }
    }
    return try (0..<found.count).map { number in
      guard let array = found["\(number)"] else {
        throw UnrollError(
          .corruptFile, "an array is missing", path: ["\(path)/\(number)"],
          hint: "the files belong together; copy all of them again")
      }
      return array
    }
  }

  func stranger(to layers: Set<String>) throws -> String? {
    for path in places.keys.sorted() {
      let names = path.split(separator: "/").map(String.init)
      guard names.count > 2, names[0] == "layers", !layers.contains(names[1]),
        !names.contains("seed_generator")
      else { continue }
      if let array = try arrays(path).first { return array.place }
    }
    return nil
  }

  /// The index, with groups named as inside the files.
  static func places(_ index: JSONValue) throws -> [String: [String]] {
    guard let map = index["weight_map"]?.object else {
      throw UnrollError(
        .corruptFile, "this is no index of weights", expected: "an object with weight_map",
        hint: "the index of sharded weights ends in .weights.json")
    }
    var places: [String: [String]] = [:]
    for (path, value) in map {
      let names = (value.array ?? [value]).map { $0.string ?? "" }
      for name in names { try checkName(name) }
      places[String(path.drop { $0 == "/" })] = names
    }
    return places
  }

  /// Only files beside the index are opened.
  private static func checkName(_ name: String) throws {
    guard name.hasSuffix(".weights.h5"), !name.contains("/"), !name.contains("\\"),
      !name.utf8.contains(0)
    else {
      throw UnrollError(
        .corruptFile, "the index names something else than a file beside it",
        expected: "a name that ends in .weights.h5", found: name.printableName,
        hint: "save the model again with Keras")
    }
  }
}
