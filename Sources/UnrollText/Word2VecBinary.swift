import UnrollTensor

/// One record of a word2vec binary file: a word, a space, and little-endian floats.
///
/// Newlines before a word are skipped: word2vec writes one after each vector, gensim does not.
struct Word2VecRecord {
  let word: Range<Int>
  let vector: Range<Int>

  /// A longer word is damage; without a bound it would take all memory.
  static let longestWord = 1 << 20

  /// Finds a record.
  ///
  /// - Parameters:
  ///   - bytes: A part of the file.
  ///   - position: Where the record begins.
  ///   - dimension: The number of elements of a vector.
  ///   - name: What messages call the record.
  /// - Returns: The record, nil if `bytes` end before it does.
  /// - Throws: `UnrollError` that names the record if its word has no end.
  static func find(
    in bytes: Span<UInt8>, at position: Int, dimension: Int, name: @autoclosure () -> String
  ) throws -> Word2VecRecord? {
    let wordLimit = min(bytes.count, position + longestWord)
    guard let space = bytes.firstIndex(of: 0x20, from: position, to: wordLimit) else {
      if bytes.count - position > longestWord { throw wordTooLong(name()) }
      return nil
    }
    let size = dimension * MemoryLayout<Float>.size
    guard bytes.count - (space + 1) >= size else { return nil }
    var start = position
    while bytes[start] == 0x0A { start += 1 }
    return Word2VecRecord(word: start..<space, vector: (space + 1)..<(space + 1 + size))
  }

  private static func wordTooLong(_ name: String) -> UnrollError {
    UnrollError(
      .corruptFile, "the word has no end", path: [name],
      expected: "a space after at most \(longestWord) bytes",
      hint: "the file is damaged, or the dimension in its first line is wrong")
  }
}

/// Reads records of a word2vec binary file from pieces of a stream.
struct Word2VecBinaryParser: VectorParser {
  private(set) var records: VectorRecords

  init(records: VectorRecords) { self.records = records }

  mutating func consume(_ bytes: Span<UInt8>, isLast: Bool) throws -> Int {
    var position = 0
    while !records.isComplete {
      let record = try Word2VecRecord.find(
        in: bytes, at: position, dimension: records.dimension, name: records.words.nextRecord)
      guard let record else { break }
      try records.add(bytes.extracting(record.word)) { row in
        row.assign(littleEndian: bytes.extracting(record.vector).bytes)
      }
      position = record.vector.upperBound
    }
    if isLast && !records.isComplete { throw records.truncated() }
    return position
  }
}
