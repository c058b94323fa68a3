import UnrollArchive
import UnrollTensor

/// Words and their vectors.
///
/// ```swift
/// let vectors = try WordVectors(contentsOf: "GoogleNews-vectors-negative300.bin.gz", limit: 200_000)
/// let film = vectors["film"]
/// let queen = try vectors.mostSimilar(positive: ["king", "woman"], negative: ["man"], count: 1)
/// ```
public struct WordVectors: Sendable {
  /// How the bytes of the words in a file are taken.
  public enum WordEncoding: Sendable {
    /// They must be UTF-8; a word that is not is an error, as it is for gensim.
    case utf8
    /// Any bytes will do, such as words that word2vec cut inside a character.
    case bytes
  }

  /// The words; the number of a word is the row of its vector.
  public let vocabulary: Vocabulary
  /// The vectors, to the bit as the file has them.
  public let table: VectorTable

  /// The number of words.
  public var count: Int { vocabulary.count }
  /// The number of elements of a vector.
  public var dimension: Int { table.dimension }

  /// Puts words and vectors together.
  ///
  /// - Parameters:
  ///   - vocabulary: The words.
  ///   - table: A vector for every word, in the same order.
  /// - Throws: `UnrollError` if there are not as many vectors as words.
  public init(vocabulary: Vocabulary, table: VectorTable) throws {
    guard vocabulary.count == table.count else {
      throw UnrollError(
        .shapeMismatch, "there must be a vector for every word",
        expected: "\(vocabulary.count) vectors", found: "\(table.count)",
        hint: Advice.copyAgain)
    }
    self.vocabulary = vocabulary
    self.table = table
  }

  /// Reads a file of word vectors.
  ///
  /// The content decides on the format: word2vec binary, word2vec text (a first line with count and
  /// dimension), or GloVe text (no such line); each plain or gzipped. Of a plain file only what the
  /// limit asks for is read, and a gzipped one is inflated only so far. If a word occurs again, its
  /// first vector counts, and the record still counts towards the limit.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - limit: The most records to read; nil reads all.
  ///   - encoding: How the bytes of words are taken.
  /// - Throws: `UnrollError` that names the file and the record.
  public init(
    contentsOf path: String, limit: Int? = nil, encoding: WordEncoding = .utf8
  ) throws {
    if let limit, limit < 1 {
      throw UnrollError(
        .invalidInput, "the limit of words must be positive", found: "\(limit)",
        hint: "leave the limit out to read all words")
    }
    let file = VectorFile(path: path, limit: limit, encoding: encoding)
    (vocabulary, table) = try file.read()
  }

  /// The vector of a word, nil if it is unknown; upper and lower case differ.
  public subscript(word: String) -> [Float]? {
    vocabulary[word].map { table[Int($0)] }
  }

  /// Some of the words with their vectors.
  ///
  /// - Parameter rows: The numbers of the words, in the new order, each at most once.
  /// - Returns: Words and vectors of these rows.
  /// - Precondition: the numbers lie in `0..<count`, none twice.
  public func selecting(_ rows: [Int]) -> WordVectors {
    var words = Vocabulary()
    var values: [Float] = []
    values.reserveCapacity(rows.count * dimension)
    for row in rows {
      let isNew = words.insert(vocabulary.bytes(at: row).span).isNew
      precondition(isNew, "a row is selected twice")
      values += table[row]
    }
    let matrix = Tensor(shape: [rows.count, dimension], scalars: values)
    return WordVectors(words, VectorTable(matrix))
  }

  private init(_ vocabulary: Vocabulary, _ table: VectorTable) {
    self.vocabulary = vocabulary
    self.table = table
  }
}
