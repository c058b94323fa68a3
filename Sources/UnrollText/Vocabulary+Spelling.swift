extension Vocabulary {
  /// Words that are spelled almost like another one: for messages that a word is unknown.
  ///
  /// Upper and lower case count as the same letter; one more, missing or other letter is borne, two
  /// from six letters on.
  ///
  /// - Parameters:
  ///   - word: A word, known or not.
  ///   - count: The most words to return.
  /// - Returns: Words of the vocabulary, the nearest first; equally near ones in its order.
  public func spelledLike(_ word: String, count: Int = 3) -> [String] {
    let wanted = Array(word.lowercased().utf8)
    let most = wanted.count < 6 ? 1 : 2
    var near: [(row: Int, distance: Int)] = []
    var start = 0
    for (row, end) in ends.enumerated() {
      defer { start = end }
      guard abs(end - start - wanted.count) <= most else { continue }
      let candidate = bytes[start..<end].map(Self.lowercased)
      let distance = Self.distance(wanted, candidate, most: most)
      if distance <= most { near.append((row, distance)) }
    }
    near.sort { ($0.distance, $0.row) < ($1.distance, $1.row) }
    return near.lazy.map { self.word(at: $0.row) }.filter { $0 != word }.prefix(count).map { $0 }
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte + 0x20 : byte
  }

  /// The number of bytes to insert, remove or replace (Levenshtein), `most + 1` if it is larger.
  private static func distance(_ first: [UInt8], _ second: [UInt8], most: Int) -> Int {
    var row = Array(0...second.count)
    for (line, byte) in first.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for (column, other) in second.enumerated() {
        let replaced = diagonal + (byte == other ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(replaced, diagonal + 1, row[column] + 1)
      }
      if row.allSatisfy({ $0 > most }) { return most + 1 }
    }
    return row[second.count]
  }
}
