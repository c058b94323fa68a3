import Foundation
import UnrollArchive
import UnrollNN
import UnrollTensor

/// A training state as a file: a zip archive of `.npy` arrays, which `numpy.load` opens, and one
/// text, `progress.json`.
///
/// Each member has a checksum, and the directory that lists them is written last: a file that is
/// torn, or changed by a failing disk, is told from a whole one.
enum StoredCheckpoint {
  private static let progressName = "progress.json"
  private static let arrayEnding = ".npy"
  /// The version of the format.
  private static let format = 1
  /// Not a number and infinity are no numbers of JSON.
  private static let (infinity, negativeInfinity, notANumber) = ("inf", "-inf", "nan")

  /// The text of a state, with the version of the format.
  private struct Document: Codable {
    let format: Int
    let progress: TrainingProgressRecord
  }

  /// Writes a state, whole or not at all.
  ///
  /// - Throws: `UnrollError` that names the file if it cannot be written.
  static func write(_ state: TrainingState, to path: String) throws {
    let document = Document(format: format, progress: state.progress)
    let text = try locating(path) { try encoder.encode(document) }
    try AtomicFile.write(to: path) { file in
      var zip = ZipWriter(to: file)
      try zip.add(name: progressName, data: Array(text))
      for (name, array) in state.arrays.sorted(by: { $0.key < $1.key }) {
        try zip.add(name: name + arrayEnding, data: NumPyFile.bytes(array))
      }
      try zip.finish()
    }
  }

  /// Reads a state.
  ///
  /// - Throws: `UnrollError` that names the file if it is not whole.
  static func read(_ path: String) throws -> TrainingState { try read(ZipFile(path: path)) }

  /// Reads a state from an archive that is open.
  static func read(_ zip: ZipFile) throws -> TrainingState {
    let document = try progress(zip)
    var arrays: [String: Tensor<Float>] = [:]
    for member in zip.members where member.name.hasSuffix(arrayEnding) {
      let bytes = try zip.read(member.name)
      arrays[String(member.name.dropLast(arrayEnding.count))] = try locating(zip.path) {
        try NumPyFile.read(bytes.toArray(), name: member.name)
      }
    }
    return TrainingState(progress: document.progress, arrays: arrays)
  }

  private static func progress(_ zip: ZipFile) throws -> Document {
    let bytes = try zip.read(progressName).toArray()
    return try locating(zip.path) {
      try locating(progressName) {
        // Held against the limits of all JSON from elsewhere before it is decoded.
        _ = try JSONDocument(bytes)
        do {
          let document = try decoder.decode(Document.self, from: Data(bytes))
          try require(
            document.format == format, "the format is one of another version of Unroll",
            found: document.format)
          return document
        } catch let error as DecodingError {
          throw UnrollError(
            .corruptFile, "this is no state of a run of training",
            hint: "it may come from another version of Unroll; begin the run anew", cause: error)
        }
      }
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: infinity, negativeInfinity: negativeInfinity, nan: notANumber)
    return decoder
  }
}
