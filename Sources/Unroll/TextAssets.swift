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
        .unsupported, "only the Treebank tokenizer with word vectors can be saved")
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
  static func read(
    _ archive: KerasArchive, verifiesVectors: Bool
  ) throws -> (TextEncoder, labels: [String]) {
    let description = try locating(text) { try decode(archive.bytes(text)) }
    let ends = try archive.bytes(wordEnds).toArray()
    let vocabulary = try locating(words) {
      try Vocabulary(bytes: archive.bytes(words).toArray(), ends: integers(ends))
    }
    // Tens of megabytes, of which a prediction reads a few rows through a mapping.
    let bytes = try archive.bytes(vectors, verifyingChecksum: verifiesVectors)
    let table = try locating(vectors) {
      try VectorTable(bytes, count: description.words, dimension: description.dimension)
    }
    let loaded = try WordVectors(vocabulary: vocabulary, table: table)
    return (TextEncoder(vectors: loaded, length: description.length), description.labels)
  }

  private static func decode(_ bytes: FileBytes) throws -> Description {
    let description: Description
    do {
      description = try JSONDecoder().decode(Description.self, from: Data(bytes.toArray()))
    } catch let error as DecodingError {
      throw UnrollError(
        .corruptFile, "the description of the text side is damaged", path: error.place,
        cause: error)
    }
    guard description.format == 1, description.tokenizer == "treebank" else {
      throw UnrollError(
        .unsupported, "the text side was written by a newer Unroll", expected: "format 1, treebank",
        found: "format \(description.format), \(description.tokenizer)")
    }
    guard description.length > 0, description.dimension > 0, description.labels.count >= 2 else {
      throw UnrollError(.corruptFile, "the description of the text side holds impossible sizes")
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
