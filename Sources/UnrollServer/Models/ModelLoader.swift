import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// Reads model files, whatever they hold.
struct ModelLoader: Sendable {
  let explainer: ExplainerFactory?

  /// Reads a file.
  ///
  /// - Throws: `UnrollError` that names the file.
  func load(name: String, version: Int, path: String) throws -> ServedModel {
    if try TextPipeline.isTextModel(path) {
      try Self.checkAssets(path)
      let pipeline = try TextPipeline.load(path)
      return try locating(path) {
        try ServedModel(name: name, version: version, pipeline: pipeline, explainer: explainer)
      }
    }
    let model = try Model.load(path)
    return try locating(path) { try ServedModel(name: name, version: version, model: model) }
  }

  /// Holds the text side to its checksums, which takes a read of the whole file: a server answers with
  /// it for weeks, and damaged vectors are vectors too.
  private static func checkAssets(_ path: String) throws {
    let archive = try KerasArchive(path: path)
    for name in archive.memberNames where name.hasPrefix("assets/") && !name.hasSuffix("/") {
      _ = try archive.bytes(name)
    }
  }

  /// Reads a version that was found in a folder.
  ///
  /// - Throws: `UnrollError` that names the file.
  func load(name: String, _ candidate: VersionFolder.Candidate) throws -> ServedModel {
    guard let path = candidate.path else {
      throw UnrollError(
        .invalidInput, "a folder of a version must hold one model file",
        path: ["\(candidate.version)"], expected: "one .keras or .h5 file",
        found: "\(candidate.size) of them",
        hint: "put one file there, and write it under another name first")
    }
    return try load(name: name, version: candidate.version, path: path)
  }
}
