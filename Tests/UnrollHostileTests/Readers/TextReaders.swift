import Foundation
import UnrollTensor

@testable import UnrollArchive
@testable import UnrollText

/// Readers of tables of texts, of texts, and of vocabularies.
enum TextReaders {
  static let all = [
    HostileReader("csv") { try table($0, ",") }, HostileReader("tsv") { try table($0, "\t") },
    HostileReader("jsonl", jsonLines), HostileReader("tokenizer", longest: 512, tokenizer),
    HostileReader("vocabulary", longest: 1024, vocabulary),
  ]

  private static var reader: LabeledTextTable {
    var options = LabeledTextArchive.Options()
    options.limits = ArchiveReaders.limits
    return LabeledTextTable(path: "input", options: options, report: ProgressReport(nil))
  }

  private static func stream(_ bytes: [UInt8]) throws -> ByteStream {
    try ByteStream(FileBytes(bytes), name: "input", limits: ArchiveReaders.limits)
  }

  private static func table(_ bytes: [UInt8], _ delimiter: Unicode.Scalar) throws {
    let texts = try reader.read(delimiter: UInt8(ascii: delimiter), from: stream(bytes))
    _ = texts.train.map { texts.labels[$0.label] + $0.text }
  }

  @Sendable private static func jsonLines(_ bytes: [UInt8]) throws {
    let texts = try reader.readJSONLines(from: stream(bytes))
    _ = texts.train.map { texts.labels[$0.label] + $0.text }
  }

  /// The tokenizer on the bytes as they are, though it asks for UTF-8, and on the text in them.
  @Sendable private static func tokenizer(_ bytes: [UInt8]) throws {
    var tokens: [Token] = []
    TreebankTokenizer().tokenize(bytes.span, into: &tokens)
    var end = 0
    for token in tokens {
      precondition(
        token.range.lowerBound >= end && !token.range.isEmpty, "tokens come in order, none empty")
      end = token.range.upperBound
      _ = token.text(in: bytes.span)
    }
    precondition(end <= bytes.count, "tokens lie in the text")
    let text = String(decoding: bytes, as: UTF8.self)
    _ = TreebankTokenizer().spans(text).map { text[$0] }
    let vocabulary = Vocabulary(TreebankTokenizer().tokenize(text))
    _ = TextEncoder(vocabulary: vocabulary, length: 16).encode(text)
  }

  /// A vocabulary from its bytes and the ends of its words, and from JSON.
  @Sendable private static func vocabulary(_ bytes: [UInt8]) throws {
    let parts = Parts(bytes)
    try tolerating {
      let ends = (parts[1] ?? []).map { Int(Int8(bitPattern: $0)) }
      let words = try Vocabulary(bytes: parts[0] ?? [], ends: ends)
      for index in 0..<words.count { _ = words.spelledLike(words.word(at: index)) }
    }
    _ = try? JSONDecoder().decode(Vocabulary.self, from: Data(bytes))
  }
}
