import UnrollTensor

/// The records of a word2vec binary file: a word, a space, and little-endian floats.
///
/// Newlines before a word are skipped: word2vec writes one after each vector, gensim does not.
struct Word2VecBinaryParser: VectorParser {
  private(set) var records: VectorRecords

  /// A longer word is damage; without a bound it would take all memory.
  private static let longestWord = 1 << 20

  init(records: VectorRecords) { self.records = records }

  mutating func consume(_ bytes: Span<UInt8>, isLast: Bool) throws -> Int {
    let size = records.dimension * MemoryLayout<Float>.size
    var position = 0
    while !records.isComplete {
      let wordLimit = min(bytes.count, position + Self.longestWord)
      guard let space = bytes.firstIndex(of: 0x20, from: position, to: wordLimit) else {
        if bytes.count - position > Self.longestWord { throw wordTooLong() }
        break
      }
      guard bytes.count - (space + 1) >= size else { break }
      var start = position
      while bytes[start] == 0x0A { start += 1 }
      try records.add(bytes.extracting(start..<space)) { values in
        let vector = bytes.extracting(space + 1..<space + 1 + size).bytes
        for offset in stride(from: 0, to: size, by: 4) {
          let bits = vector.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt32.self)
          values.append(Float(bitPattern: UInt32(littleEndian: bits)))
        }
      }
      position = space + 1 + size
    }
    if isLast && !records.isComplete { throw records.truncated() }
    return position
  }

  private func wordTooLong() -> UnrollError {
    UnrollError(
      .corruptFile, "the word has no end", path: ["record \(records.count + 1)"],
      expected: "a space after at most \(Self.longestWord) bytes",
      hint: "the file is damaged, or the dimension in its first line is wrong")
  }
}
