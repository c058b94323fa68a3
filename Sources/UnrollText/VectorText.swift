import UnrollTensor

/// The lines of a word2vec text file after its header, or of a GloVe file: a word and its numbers,
/// separated by single spaces.
struct VectorTextParser: VectorParser {
  private(set) var records: VectorRecords
  /// Whether the file has a header, so that its end can come too early.
  private let isCounted: Bool

  /// A longer line is damage; without a bound it would take all memory.
  private static let longestLine = 64 << 20

  init(records: VectorRecords, isCounted: Bool) {
    self.records = records
    self.isCounted = isCounted
  }

  mutating func consume(_ bytes: Span<UInt8>, isLast: Bool) throws -> Int {
    var position = 0
    while !records.isComplete && position < bytes.count {
      let newline = bytes.firstIndex(of: 0x0A, from: position, to: bytes.count)
      guard let end = newline ?? (isLast ? bytes.count : nil) else { break }
      try readLine(bytes.extracting(position..<end))
      position = min(end + 1, bytes.count)
    }
    if bytes.count - position > Self.longestLine { throw lineTooLong() }
    if isLast && !records.isComplete && isCounted { throw records.truncated() }
    return position
  }

  private mutating func readLine(_ line: Span<UInt8>) throws {
    var end = line.count
    while end > 0, line[end - 1] == 0x20 || (0x09...0x0D).contains(line[end - 1]) { end -= 1 }
    let wordEnd = line.firstIndex(of: 0x20, from: 0, to: end) ?? end
    if records.dimension == 0 {
      records.setDimension((wordEnd..<end).count { line[$0] == 0x20 })
    }
    let dimension = records.dimension
    try records.add(line.extracting(0..<wordEnd)) { row in
      let count = try Self.readNumbers(line.extracting(wordEnd..<end), into: row)
      guard count == dimension && count > 0 else {
        throw UnrollError(
          .corruptFile, "the line has the wrong number of numbers",
          expected: "\(max(dimension, 1))",
          found: "\(count)", hint: "the file is damaged, or a word in it holds a space")
      }
    }
  }

  /// Reads numbers with a space before each of them, as many as the row has places for; returns
  /// how many there are.
  private static func readNumbers(
    _ text: Span<UInt8>, into row: TensorRef<Float>
  ) throws -> Int {
    var (position, count) = (0, 0)
    while position < text.count {
      let end = text.firstIndex(of: 0x20, from: position + 1, to: text.count) ?? text.count
      guard let value = DecimalNumber.parse(text.extracting(position + 1..<end)) else {
        throw UnrollError(
          .corruptFile, "a number cannot be read", path: ["number \(count + 1)"],
          expected: "a decimal number after a single space",
          found: position + 1 == end ? "another space" : "other text",
          hint: "the file is damaged, or a word in it holds a space")
      }
      // Through Double, as gensim's numbers go: rounding twice can differ in the last bit.
      if count < row.columns { row[0, count] = Float(value) }
      count += 1
      position = end
    }
    return count
  }

  private func lineTooLong() -> UnrollError {
    UnrollError(
      .corruptFile, "the line has no end", path: [records.words.nextRecord],
      expected: "a newline after at most \(Self.longestLine) bytes", hint: "the file is damaged")
  }
}
