import UnrollTensor

/// The words and vectors read so far.
struct VectorRecords {
  private(set) var vocabulary = Vocabulary()
  /// The vectors of the words, one after another.
  private(set) var values: [Float] = []
  /// The records read so far, repeated words included.
  private(set) var count = 0
  /// How many records to read; `Int.max` reads to the end of the file.
  let wanted: Int
  /// The number of elements of a vector; 0 until the first line of GloVe text tells.
  var dimension: Int
  private let encoding: WordVectors.WordEncoding

  init(wanted: Int, dimension: Int, encoding: WordVectors.WordEncoding) {
    self.wanted = wanted
    self.dimension = dimension
    self.encoding = encoding
  }

  /// Whether all records that are wanted have been read.
  var isComplete: Bool { count >= wanted }

  /// Makes room for what the file can hold: its header is not to be trusted.
  mutating func reserve(fileSize: Int, isCompressed: Bool) {
    // A number takes two bytes at least; deflate seldom shrinks vectors to less than a quarter.
    let bound = fileSize / 2 * (isCompressed ? 4 : 1)
    let (elements, overflow) = wanted.multipliedReportingOverflow(by: dimension)
    values.reserveCapacity(min(overflow ? .max : elements, bound))
  }

  /// Adds a record unless its word is known.
  ///
  /// - Parameters:
  ///   - word: The bytes of the word.
  ///   - append: Appends the vector; what it appends is dropped if the word is known.
  /// - Throws: `UnrollError` that names the record.
  mutating func add(
    _ word: Span<UInt8>, append: (inout [Float]) throws -> Void
  ) throws {
    let start = values.count
    try locating("record \(count + 1)") {
      if encoding == .utf8 { try Self.checkUTF8(word) }
      try append(&values)
    }
    count += 1
    if !vocabulary.insert(word).isNew { values.removeLast(values.count - start) }
  }

  /// The error of a file that ends before the last record.
  func truncated() -> UnrollError {
    UnrollError(
      .corruptFile, "the file ends too early", path: ["record \(count + 1)"],
      expected: "\(wanted) records of \(dimension) numbers", found: "\(count)",
      hint: "the file is cut off, or the number of words in its first line is wrong")
  }

  private static func checkUTF8(_ word: Span<UInt8>) throws {
    guard let place = word.firstInvalidUTF8 else { return }
    throw UnrollError(
      .corruptFile, "the word is not UTF-8", expected: "UTF-8",
      found: "another byte at \(place) of \(word.count)",
      hint: "read the words as bytes (encoding: .bytes) if the file is known to hold such words")
  }
}
