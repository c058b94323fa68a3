import UnrollTensor

/// The format of a file of word vectors, recognised by how the file begins.
struct VectorFileFormat {
  enum Layout { case binary, text }

  /// The first line of a word2vec file.
  struct Header {
    let count: Int
    let dimension: Int

    /// More elements than this are damage: no vectors come near, and memory must have a bound.
    static let largestDimension = 1 << 20
  }

  let layout: Layout
  /// Nil for GloVe, which has no first line of its own.
  let header: Header?
  /// The number of bytes of the header and its newline.
  let headerLength: Int

  /// Recognises a format.
  ///
  /// - Parameters:
  ///   - bytes: The start of the file, as much as there is at hand.
  ///   - path: The file; its ending decides where the content leaves a doubt.
  /// - Throws: `UnrollError` if the file holds something else.
  init(startingWith bytes: Span<UInt8>, path: String) throws {
    let hasTextEnding = [".txt", ".vec", ".txt.gz", ".vec.gz"].contains { path.hasSuffix($0) }
    let lineEnd = bytes.firstIndex(of: 0x0A, from: 0, to: min(bytes.count, Self.window))
    if let lineEnd, let fields = Self.integers(bytes.extracting(0..<lineEnd)) {
      let header = try Self.checked(fields)
      let rest = bytes.extracting(lineEnd + 1..<bytes.count)
      self.header = header
      headerLength = lineEnd + 1
      layout = Self.isText(rest, hasTextEnding: hasTextEnding) ? .text : .binary
      return
    }
    guard Self.isText(bytes, hasTextEnding: hasTextEnding) else {
      throw UnrollError(
        .corruptFile, "the file holds no word vectors",
        expected: "a first line with the number of words and the dimension, or GloVe text",
        found: bytes.isEmpty ? "an empty file" : "other content",
        hint: "give a word2vec .bin, .txt or .vec file, or a GloVe .txt file, plain or gzipped")
    }
    header = nil
    headerLength = 0
    layout = .text
  }

  /// How far into a file the format is looked for.
  private static let window = 4096

  private static func checked(_ fields: (Int, Int)) throws -> Header {
    let (count, dimension) = fields
    guard count >= 0, dimension > 0, dimension <= Header.largestDimension else {
      throw UnrollError(
        .corruptFile, "the first line makes no sense", path: ["header"],
        expected: "the number of words and a dimension of 1 to \(Header.largestDimension)",
        found: "\(count) and \(dimension)", hint: "the file may be damaged; download it again")
    }
    return Header(count: count, dimension: dimension)
  }

  /// The two integers of a line that holds nothing else.
  private static func integers(_ line: Span<UInt8>) -> (Int, Int)? {
    let text = Token(0..<line.count).text(in: line)
    let fields = text.split { $0.isWhitespace }
    guard fields.count == 2, let first = Int(fields[0]), let second = Int(fields[1]) else {
      return nil
    }
    return (first, second)
  }

  /// Whether `bytes` look like a word and numbers: no control characters, and after the first space
  /// a number, which the name of a text file makes up for.
  private static func isText(_ bytes: Span<UInt8>, hasTextEnding: Bool) -> Bool {
    let end = min(bytes.count, window)
    for index in 0..<end where bytes[index] < 0x20 {
      guard (0x09...0x0D).contains(bytes[index]) else { return false }
    }
    guard let space = bytes.firstIndex(of: 0x20, from: 0, to: end) else { return false }
    if hasTextEnding { return true }
    var stop = space + 1
    while stop < end, bytes[stop] > 0x20 { stop += 1 }
    return DecimalNumber.parse(bytes.extracting(space + 1..<stop)) != nil
  }
}

extension Span<UInt8> {
  /// The first place of a byte within a range, nil if it is not there.
  func firstIndex(of byte: UInt8, from start: Int, to end: Int) -> Int? {
    var index = start
    while index < end {
      if self[index] == byte { return index }
      index += 1
    }
    return nil
  }
}
