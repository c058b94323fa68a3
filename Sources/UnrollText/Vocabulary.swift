import Foundation
import UnrollArchive
import UnrollTensor

/// An ordered set of words that maps each word to its number and back.
///
/// Words are bytes: whatever a file of word vectors holds, UTF-8 or not. All of them lie in one
/// buffer, and looking one up in a text needs no `String`.
public struct Vocabulary: Sendable {
  /// The bytes of all words, one after another.
  public private(set) var bytes: [UInt8] = []
  /// For each word, the offset in ``bytes`` at which it ends.
  public private(set) var ends: [Int] = []

  private var table = WordTable()

  /// Creates a vocabulary without words.
  public init() {}

  /// Creates a vocabulary of words, in their order; of words that are equal the first counts.
  ///
  /// - Parameter words: The words.
  public init(_ words: some Sequence<String>) {
    for word in words { insert(word.utf8.span) }
  }

  /// Creates a vocabulary from its parts.
  ///
  /// - Parameters:
  ///   - bytes: The bytes of all words, one after another.
  ///   - ends: For each word, the offset at which it ends.
  /// - Throws: `UnrollError` if the offsets do not fit the bytes or two words are equal.
  public init(bytes: [UInt8], ends: [Int]) throws {
    let span = bytes.span
    self.bytes.reserveCapacity(bytes.count)
    self.ends.reserveCapacity(ends.count)
    table.reserve(ends.count)
    var start = 0
    for (index, end) in ends.enumerated() {
      guard end >= start && end <= bytes.count else {
        throw Self.damaged("the words of the vocabulary overlap", word: index)
      }
      guard insert(span.extracting(start..<end)).isNew else {
        throw Self.damaged("the vocabulary holds a word twice", word: index)
      }
      start = end
    }
    guard start == bytes.count else {
      throw Self.damaged("the vocabulary goes on after its last word", word: ends.count)
    }
  }

  /// The number of words.
  public var count: Int { ends.count }

  /// The number of a word, nil if it is unknown; upper and lower case differ.
  public subscript(word: String) -> Int32? { index(of: word.utf8.span) }

  /// The number of a word.
  ///
  /// - Parameter word: The bytes of the word.
  /// - Returns: Its number, nil if it is unknown.
  public func index(of word: Span<UInt8>) -> Int32? {
    table.find(hash: table.hash(word)) { isEqual($0, word) }
  }

  /// The number of a token, as it is written.
  ///
  /// - Parameters:
  ///   - token: A token.
  ///   - utf8: The text that it was found in.
  /// - Returns: The number of the word, nil if it is unknown.
  public func index(of token: Token, in utf8: Span<UInt8>) -> Int32? {
    switch token.form {
    case .source: index(of: utf8.extracting(token.range))
    case .openingQuotes: index(of: Self.openingQuotes.span)
    case .closingQuotes: index(of: Self.closingQuotes.span)
    }
  }

  /// The bytes of a word.
  ///
  /// - Parameter index: The number of the word.
  /// - Returns: A copy of its bytes.
  /// - Precondition: the number lies in `0..<count`.
  public func bytes(at index: Int) -> [UInt8] { Array(bytes[range(at: index)]) }

  /// A word as text; bytes that are no UTF-8 show as U+FFFD.
  ///
  /// - Parameter index: The number of the word.
  /// - Returns: The word.
  /// - Precondition: the number lies in `0..<count`.
  public func word(at index: Int) -> String {
    String(decoding: bytes[range(at: index)], as: UTF8.self)
  }

  /// All words in order, as ``word(at:)`` gives them.
  public var words: [String] { (0..<count).map(word(at:)) }

  /// Adds a word unless it is known.
  ///
  /// - Parameter word: The bytes of the word.
  /// - Returns: Whether the word is new, and its number.
  @discardableResult
  public mutating func insert(_ word: Span<UInt8>) -> (isNew: Bool, index: Int32) {
    table.reserve(count + 1)
    let hash = table.hash(word)
    if let known = table.find(hash: hash, where: { isEqual($0, word) }) {
      return (false, known)
    }
    precondition(count < Int32.max, "a vocabulary holds at most \(Int32.max) words")
    let index = Int32(count)
    word.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
    ends.append(bytes.count)
    table.add(index, hash: hash)
    return (true, index)
  }

  /// Makes room for words.
  mutating func reserve(_ words: Int) {
    table.reserve(words)
    ends.reserveCapacity(words)
    bytes.reserveCapacity(8 * words)
  }

  private static let openingQuotes: [UInt8] = [.backtick, .backtick]
  private static let closingQuotes: [UInt8] = [.apostrophe, .apostrophe]

  private func range(at index: Int) -> Range<Int> {
    (index == 0 ? 0 : ends[index - 1])..<ends[index]
  }

  private func isEqual(_ index: Int32, _ word: Span<UInt8>) -> Bool {
    let range = range(at: Int(index))
    guard range.count == word.count else { return false }
    for position in word.indices where bytes[range.lowerBound + position] != word[position] {
      return false
    }
    return true
  }

  private static func damaged(_ message: String, word: Int) -> UnrollError {
    UnrollError(.corruptFile, message, path: ["word \(word + 1)"], hint: Advice.copyAgain)
  }
}

extension Vocabulary: Equatable {
  /// Whether two vocabularies hold the same words in the same order.
  public static func == (first: Vocabulary, second: Vocabulary) -> Bool {
    first.ends == second.ends && first.bytes == second.bytes
  }
}

extension Vocabulary: Codable {
  private enum CodingKeys: String, CodingKey { case bytes, ends }

  /// Decodes what ``encode(to:)`` wrote.
  ///
  /// - Parameter decoder: Where to read.
  /// - Throws: `DecodingError`, or `UnrollError` if the parts do not fit.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      bytes: Array(container.decode(Data.self, forKey: .bytes)),
      ends: container.decode([Int].self, forKey: .ends))
  }

  /// Encodes the bytes of the words and the offsets of their ends.
  ///
  /// - Parameter encoder: Where to write.
  /// - Throws: What the encoder throws.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Data(bytes), forKey: .bytes)
    try container.encode(ends, forKey: .ends)
  }
}
