import Foundation
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor
import UnrollText

/// The text side of a model in a `.keras` archive.
///
/// | member of `assets/unroll/` | content |
/// |---|---|
/// | `text.json` | format, tokenizer, length, labels, number and size of the vectors |
/// | `words.bin` | the words, one after another, as bytes |
/// | `word_ends.bin` | for each word the offset at which it ends, unsigned 32-bit little-endian |
/// | `vectors.f32` | the vectors, row after row, 32-bit little-endian, aligned for mapping |
enum TextAssets {
  private static let folder = "assets/unroll/"
  private static let text = folder + "text.json"
  private static let words = folder + "words.bin"
  private static let wordEnds = folder + "word_ends.bin"
  private static let vectors = folder + "vectors.f32"

  private static let saveAgain = "train the text model again, or take the file from where it came"

  private struct Description: Codable {
    var format = 1
    var tokenizer = "treebank"
    var length: Int
    var labels: [String]
    var words: Int
    var dimension: Int
  }

  static func exist(in archive: KerasArchive) -> Bool { archive.has(text) }

  /// The members for an encoder.
  static func assets(encoder: TextEncoder, labels: [String]) throws -> [KerasAsset] {
    guard encoder.tokenizer is TreebankTokenizer, let table = encoder.vectors?.table else {
      throw UnrollError(
        .unsupported, "only the Treebank tokenizer with word vectors can be saved",
        hint: "create the encoder with WordVectors and without a tokenizer of its own")
    }
    let vocabulary = encoder.vocabulary
    let description = Description(
      length: encoder.length, labels: labels, words: vocabulary.count, dimension: table.dimension)
    let encoderOfJSON = JSONEncoder()
    encoderOfJSON.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [
      KerasAsset(text, Array(try encoderOfJSON.encode(description))),
      KerasAsset(words, vocabulary.bytes),
      KerasAsset(wordEnds, littleEndian(vocabulary.ends)),
      KerasAsset(vectors, table.littleEndianBytes()),
    ]
  }

  /// Reads the encoder and the labels back.
  ///
  /// - Parameters:
  ///   - archive: the archive.
  ///   - verifiesVectors: whether all vectors are read once to compare their checksum.
  /// - Returns: the encoder and the labels.
  /// - Throws: `UnrollError` that names the member that is damaged.
  static func read(
    _ archive: KerasArchive, verifiesVectors: Bool
  ) throws -> (TextEncoder, labels: [String]) {
    let json = try archive.bytes(text)
    let description = try locating(archive.path) { try locating(text) { try decode(json) } }
    let (spelled, ends) = (try archive.bytes(words), try archive.bytes(wordEnds))
    // Tens of megabytes, of which a prediction reads a few rows through a mapping.
    let numbers = try archive.bytes(vectors, verifyingChecksum: verifiesVectors)
    let loaded = try locating(archive.path) {
      let vocabulary = try locating(words) {
        try Vocabulary(bytes: spelled.toArray(), ends: integers(ends.toArray()))
      }
      let table = try locating(vectors) {
        try VectorTable(numbers, count: description.words, dimension: description.dimension)
      }
      return try WordVectors(vocabulary: vocabulary, table: table)
    }
    return (TextEncoder(vectors: loaded, length: description.length), description.labels)
  }

  private static func decode(_ bytes: FileBytes) throws -> Description {
    let description: Description
    do {
      description = try JSONDecoder().decode(Description.self, from: Data(bytes.toArray()))
    } catch let error as DecodingError {
      throw UnrollError(
        .corruptFile, "the description of the text side is damaged", path: error.place,
        expected: error.wanted, hint: saveAgain)
    }
    guard description.format == 1, description.tokenizer == "treebank" else {
      throw UnrollError(
        .unsupported, "the text side was written by a newer Unroll", expected: "format 1, treebank",
        found: "format \(description.format), \(description.tokenizer)",
        hint: "read it with that version")
    }
    guard description.length > 0, description.dimension > 0, description.labels.count >= 2 else {
      throw UnrollError(
        .corruptFile, "the description of the text side holds impossible sizes",
        expected: "a length and a dimension of 1 or more, and two labels or more",
        found:
          "\(description.length), \(description.dimension), \(description.labels.count) labels",
        hint: saveAgain)
    }
    return description
  }

  private static func littleEndian(_ numbers: [Int]) -> [UInt8] {
    numbers.flatMap { number in
      let bits = UInt32(clamping: number)
      return (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
    }
  }

  private static func integers(_ bytes: [UInt8]) -> [Int] {
    stride(from: 0, to: bytes.count - bytes.count % 4, by: 4).map { start in
      (0..<4).reduce(0) { $0 | Int(bytes[start + $1]) << (8 * $1) }
    }
  }
}
