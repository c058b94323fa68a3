import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// Reads model files, whatever they hold.
struct ModelLoader: Sendable {
  let explainer: ExplainerFactory?
  /// Whether files that carry answers of their model are held to them.
  var selfCheck = true

  /// Reads a file.
  ///
  /// - Throws: `UnrollError` that names the file.
  func load(name: String, version: Int, path: String) throws -> ServedModel {
    if try TextPipeline.isTextModel(path) {
      // A server answers for weeks, and damaged vectors are vectors too.
      let pipeline = try TextPipeline.load(path, selfCheck: selfCheck, verifiesVectors: true)
      return try locating(path) {
        try ServedModel(name: name, version: version, pipeline: pipeline, explainer: explainer)
      }
    }
    let model = try Model.load(path, selfCheck: selfCheck)
    return try locating(path) { try ServedModel(name: name, version: version, model: model) }
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
