/// Turns texts into the numbers of their words.
///
/// Words that the vocabulary lacks are left out, and what goes beyond ``length`` is cut; nothing is
/// padded before a batch needs it.
///
/// ```swift
/// let encoder = TextEncoder(tokenizer: .treebank, vectors: vectors, length: 400)
/// let ids = encoder.encode("I hate that the dismal weather had me down for so long.")
/// ```
public struct TextEncoder: Sendable {
  /// Cuts texts into tokens.
  public let tokenizer: any Tokenizer
  /// Numbers the words.
  public let vocabulary: Vocabulary
  /// The vectors of the words; nil if the model learns its own.
  public let vectors: WordVectors?
  /// The most ids of a text.
  public let length: Int

  /// Creates an encoder for words with vectors.
  ///
  /// - Parameters:
  ///   - tokenizer: Cuts texts into tokens.
  ///   - vectors: The words that are known, and their vectors.
  ///   - length: The most ids of a text.
  /// - Precondition: `length` is positive.
  public init(
    tokenizer: any Tokenizer = TreebankTokenizer(), vectors: WordVectors, length: Int
  ) {
    self.init(tokenizer, vectors.vocabulary, vectors, length)
  }

  /// Creates an encoder for words without vectors.
  ///
  /// - Parameters:
  ///   - tokenizer: Cuts texts into tokens.
  ///   - vocabulary: The words that are known.
  ///   - length: The most ids of a text.
  /// - Precondition: `length` is positive.
  public init(
    tokenizer: any Tokenizer = TreebankTokenizer(), vocabulary: Vocabulary, length: Int
  ) {
    self.init(tokenizer, vocabulary, nil, length)
  }

  private init(
    _ tokenizer: any Tokenizer, _ vocabulary: Vocabulary, _ vectors: WordVectors?, _ length: Int
  ) {
    precondition(length > 0, "the length of encoded texts must be positive")
    self.tokenizer = tokenizer
    self.vocabulary = vocabulary
    self.vectors = vectors
    self.length = length
  }

  /// The ids of a text's known words.
  ///
  /// - Parameter text: Any text.
  /// - Returns: At most ``length`` ids.
  public func encode(_ text: String) -> [Int32] { encode(utf8: text.utf8.span) }

  /// The ids of a text's known words.
  ///
  /// - Parameter utf8: Valid UTF-8.
  /// - Returns: At most ``length`` ids.
  public func encode(utf8: Span<UInt8>) -> [Int32] {
    var (ids, tokens): ([Int32], [Token]) = ([], [])
    encode(utf8: utf8, into: &ids, tokens: &tokens)
    return ids
  }

  /// Appends the ids of a text's known words.
  ///
  /// - Parameters:
  ///   - utf8: Valid UTF-8.
  ///   - ids: The array that receives at most ``length`` ids.
  ///   - tokens: Receives the text's tokens; keep it from text to text, so that its memory is
  ///     allocated once.
  public func encode(
    utf8: Span<UInt8>, into ids: inout [Int32], tokens: inout [Token]
  ) {
    tokens.removeAll(keepingCapacity: true)
    tokenizer.tokenize(utf8, into: &tokens)
    let end = ids.count + length
    for token in tokens {
      if ids.count == end { return }
      if let id = vocabulary.index(of: token, in: utf8) { ids.append(id) }
    }
  }
}

extension Tokenizer where Self == TreebankTokenizer {
  /// The Penn Treebank tokenizer.
  public static var treebank: TreebankTokenizer { TreebankTokenizer() }
}
