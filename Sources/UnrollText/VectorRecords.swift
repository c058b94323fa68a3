import UnrollTensor

/// The words read so far: which of them are new, and how many records they came in.
struct VectorWords {
  private(set) var vocabulary = Vocabulary()
  /// The records read so far, repeated words included.
  private(set) var count = 0
  /// How many records to read; `Int.max` reads to the end of the file.
  let wanted: Int
  private let encoding: WordVectors.WordEncoding

  init(wanted: Int, encoding: WordVectors.WordEncoding) {
    self.wanted = wanted
    self.encoding = encoding
  }

  /// Whether all records that are wanted have been read.
  var isComplete: Bool { count >= wanted }

  /// Makes room for words; a header is not to be trusted, so `count` is what the file can hold.
  mutating func reserve(_ count: Int) { vocabulary.reserve(count) }

  /// Throws unless the word of the next record can be taken.
  func check(_ word: Span<UInt8>) throws {
    guard encoding == .utf8, let place = word.firstInvalidUTF8 else { return }
    throw UnrollError(
      .corruptFile, "the word is not UTF-8", path: [nextRecord], expected: "UTF-8",
      found: "another byte at \(place) of \(word.count)",
      hint: "read the words as bytes (encoding: .bytes) if the file is known to hold such words")
  }

  /// Counts a record; returns whether its word is new.
  mutating func add(_ word: Span<UInt8>) -> Bool {
    count += 1
    return vocabulary.insert(word).isNew
  }

  /// The place of the next record in messages.
  var nextRecord: String { "record \(count + 1)" }

  /// The error of a file that ends before the last record.
  func truncated(dimension: Int) -> UnrollError {
    UnrollError(
      .corruptFile, "the file ends too early", path: [nextRecord],
      expected: "\(wanted) records of \(dimension) numbers", found: "\(count)",
      hint: "the file is cut off, or the number of words in its first line is wrong")
  }
}

/// The words and vectors read so far, one record after another.
struct VectorRecords {
  private(set) var words: VectorWords
  /// The number of elements of a vector; 0 until the first line of GloVe text tells.
  private(set) var dimension: Int
  private var rows: RowBuilder
  private let bytes: Int

  /// Starts with nothing.
  ///
  /// - Parameters:
  ///   - words: The words, still none.
  ///   - dimension: The number of elements of a vector, 0 if it is not known yet.
  ///   - bytes: The bytes that the file may hold, inflated: what its header says is not trusted.
  init(words: VectorWords, dimension: Int, bytes: Int) {
    self.words = words
    self.dimension = dimension
    self.bytes = bytes
    rows = RowBuilder(columns: 0, capacity: 0)
    setDimension(dimension)
  }

  /// Whether all records that are wanted have been read.
  var isComplete: Bool { words.isComplete }

  /// Settles the number of elements of a vector, which the first record shows.
  mutating func setDimension(_ dimension: Int) {
    self.dimension = dimension
    // A number takes two bytes at least.
    let possible = bytes / (2 * max(dimension, 1)) + 1
    rows = RowBuilder(columns: dimension, capacity: min(words.wanted, possible))
  }

  /// Adds a record unless its word is known.
  ///
  /// - Parameters:
  ///   - word: The bytes of the word.
  ///   - fill: Sets the elements of the vector, which is dropped if the word is known.
  /// - Throws: `UnrollError` that names the record.
  mutating func add(_ word: Span<UInt8>, fill: (TensorRef<Float>) throws -> Void) throws {
    try words.check(word)
    try locating(words.nextRecord) { try rows.append(fill) }
    if !words.add(word) { rows.removeLast() }
  }

  /// The error of a file that ends before the last record.
  func truncated() -> UnrollError { words.truncated(dimension: dimension) }

  /// Words and vectors.
  func finish() -> (Vocabulary, VectorTable) { (words.vocabulary, VectorTable(rows.finish())) }
}
