public import Foundation
import UnrollArchive
public import UnrollNN
import UnrollTensor

extension Model {
  /// Writes the model so that Keras and Unroll read it.
  ///
  /// The ending of the name decides: `.keras` for all in one file, `.json` for the architecture
  /// with the weights in a file beside it, or `.h5` for all in one HDF5 file, the format of Keras 2.
  /// The files hold what every Keras 3 reads. A run that fails leaves what was there; the same
  /// model gives the same bytes. A `.keras` file carries the answers of the model to a few samples,
  /// to which ``load(_:weights:customLayers:selfCheck:)`` holds it.
  ///
  /// - Parameters:
  ///   - path: the file to write.
  ///   - weights: for `.json`, the `.weights.h5` file; nil for the one beside it.
  ///   - assets: files to carry in a `.keras` archive.
  ///   - date: the time that a `.keras` archive says it was saved; nil for the first day of 1980,
  ///     so that equal models give equal files.
  ///   - selfCheck: whether a `.keras` archive carries answers of the model.
  ///   - allowsNonFinite: whether weights that are infinite or no numbers are written.
  /// - Throws: `UnrollError` that names the file if it cannot be written, and the weight that is not
  ///   finite.
  public func save(
    to path: String, weights: String? = nil, assets: [KerasAsset] = [], date: Date? = nil,
    selfCheck: Bool = true, allowsNonFinite: Bool = false
  ) throws {
    if !allowsNonFinite { try locating(path) { try parameters.checkFinite() } }
    let writer = ModelWriter(self)
    let kind = try KerasFileKind(path)
    guard kind == .json || weights == nil else {
      throw UnrollError(
        .invalidInput, "a \(kind.rawValue) file holds its weights itself", path: [path],
        hint: "leave the name of the weights out, or write a .json file")
    }
    guard kind == .archive || assets.isEmpty else {
      throw UnrollError(
        .invalidInput, "a \(kind.rawValue) file carries no assets", path: [path],
        expected: ".keras")
    }
    switch kind {
    case .archive:
      try writer.writeArchive(to: path, assets: assets, date: date, selfCheck: selfCheck)
    case .json:
      let (text, weights) = (
        Array(try writer.json().utf8), weights ?? KerasFileKind.weightsBeside(path)
      )
      // The weights first: a description is found before them.
      try AtomicFile.writeTogether([(weights, Self.weights(writer, for: weights)), (path, text)])
    case .weights:
      throw UnrollError(
        .invalidInput, "this ending is for weights alone", path: [path],
        expected: ".keras, .json or .h5", hint: "use saveWeights(to:) for weights without the model"
      )
    case .wholeModel:
      let bytes = try writer.wholeModel()
      try AtomicFile.write(to: path) { try $0.write(bytes) }
    }
  }

  /// Writes the weights alone, and the state of the optimizer if there is one, as `.weights.h5`.
  ///
  /// - Parameters:
  ///   - path: the file to write; Keras wants it to end in `.weights.h5`. A name that ends
  ///     in `.h5` alone gets the layout of Keras 2, which is what Keras looks for behind such a name,
  ///     and which has no place for the optimizer.
  ///   - allowsNonFinite: whether weights that are infinite or no numbers are written.
  /// - Throws: `UnrollError` that names the file if it cannot be written, and the weight that is not
  ///   finite.
  public func saveWeights(to path: String, allowsNonFinite: Bool = false) throws {
    if !allowsNonFinite { try locating(path) { try parameters.checkFinite() } }
    let bytes = try Self.weights(ModelWriter(self), for: path)
    try AtomicFile.write(to: path) { try $0.write(bytes) }
  }

  private static func weights(_ writer: ModelWriter, for path: String) throws -> [UInt8] {
    let isLegacy = (try? KerasFileKind(path)) == .wholeModel
    return try isLegacy ? writer.legacyWeights() : writer.weights()
  }

  /// The description of the model as Keras's `to_json()` gives it.
  ///
  /// - Returns: JSON text that ``load(json:weights:customLayers:)`` and every Keras 3 read.
  /// - Throws: `UnrollError` if an option holds a number that JSON cannot.
  public func kerasJSON() throws -> String { try ModelWriter(self).json() }

  /// The bytes of a `.weights.h5` file of the model.
  ///
  /// - Returns: the same bytes for the same weights.
  /// - Throws: `UnrollError` when there is not enough memory.
  public func kerasWeights() throws -> [UInt8] { try ModelWriter(self).weights() }
}
