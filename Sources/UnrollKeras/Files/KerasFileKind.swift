import Foundation
import UnrollArchive
import UnrollTensor

/// What a path of a model names, by its ending.
enum KerasFileKind: String {
  /// A `.keras` archive.
  case archive = ".keras"
  /// The text of `model.to_json()`, weights apart.
  case json = ".json"
  /// A `.weights.h5` file or the index of several, which holds no architecture.
  case weights = ".weights.h5"
  /// A whole model in one HDF5 file, the format of Keras 2.
  case wholeModel = ".h5"

  init(_ path: String) throws {
    let name = path.lowercased()
    if name.hasSuffix(".keras") {
      self = .archive
    } else if name.hasSuffix(".weights.h5") || name.hasSuffix(".weights.json") {
      self = .weights
    } else if name.hasSuffix(".json") {
      self = .json
    } else if name.hasSuffix(".h5") || name.hasSuffix(".hdf5") {
      self = .wholeModel
    } else {
      throw UnrollError(
        .unsupported, "the ending of the name does not say what kind of model this is",
        path: [path], expected: ".keras, .h5, or .json with .weights.h5",
        hint: "give the file one of these endings, or name another one")
    }
  }

  /// The name of the weights that belong to a `.json` file: `model.weights.h5` to `model.json`.
  static func weightsBeside(_ path: String) -> String {
    String(path.dropLast(".json".count)) + ".weights.h5"
  }

  /// The weights beside a `.json` file, in one file or with an index of several.
  ///
  /// - Throws: `UnrollError` if there are none.
  static func existingWeights(beside path: String) throws -> String {
    let weights = weightsBeside(path)
    guard FileManager.default.fileExists(atPath: weights) else {
      let index = String(path.dropLast(".json".count)) + ".weights.json"
      if FileManager.default.fileExists(atPath: index) { return index }
      throw UnrollError(
        .notFound, "the description has no weights beside it", path: [path], expected: weights,
        hint: "put the file there, or name another one as its weights")
    }
    return weights
  }

  /// The text of a file, of bounded length.
  static func text(_ path: String) throws -> [UInt8] {
    let bytes = try FileBytes(mapping: path)
    return try locating(path) {
      guard bytes.count <= JSONDocument.largestText else {
        throw UnrollError(
          .limitExceeded, "the JSON text is too long",
          expected: "at most \(JSONDocument.largestText) bytes", found: "\(bytes.count)",
          hint: "this is no description of a model; name another file")
      }
      return bytes.toArray()
    }
  }
}
