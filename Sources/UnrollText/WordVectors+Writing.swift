import UnrollArchive
import UnrollTensor

/// A format in which word vectors are written.
public enum WordVectorFormat: String, Sendable, CaseIterable {
  /// A first line with count and dimension; then words and little-endian floats.
  case word2VecBinary
  /// A first line with count and dimension; then a line for each word.
  case word2VecText
  /// A line for each word.
  case gloVeText

  /// The format that the ending of a path stands for: `.bin`, `.vec` (with a first line) or `.txt`
  /// (without).
  ///
  /// - Parameter path: The file to be written.
  /// - Throws: `UnrollError` for any other ending.
  public init(path: String) throws {
    if path.hasSuffix(".bin") {
      self = .word2VecBinary
    } else if path.hasSuffix(".vec") {
      self = .word2VecText
    } else if path.hasSuffix(".txt") {
      self = .gloVeText
    } else {
      throw UnrollError(
        .unsupported, "word vectors cannot be written under this name", path: [path],
        expected: ".bin (word2vec binary), .vec (word2vec text) or .txt (GloVe text)",
        hint: path.hasSuffix(".gz")
          ? "write the file without .gz, then gzip it" : "give the file one of these endings")
    }
  }
}

extension WordVectors {
  /// Writes words and vectors to a file, whole or not at all.
  ///
  /// Numbers in text are the shortest that read back to the same bits.
  ///
  /// - Parameters:
  ///   - path: The file; one that is there is replaced.
  ///   - format: How to write it.
  /// - Throws: `UnrollError` that names the file, also if a word cannot be told from its
  ///   neighbours in this format.
  public func write(to path: String, format: WordVectorFormat) throws {
    for index in 0..<count {
      try locating(path) { try checkWord(at: index, format: format) }
    }
    try AtomicFile.write(to: path) { file in
      if format != .gloVeText { try file.write("\(count) \(dimension)\n") }
      try table.withElements { elements in
        for index in 0..<count {
          try file.write(vocabulary.bytes(at: index) + [UInt8(ascii: " ")])
          let row = elements.extracting(index * dimension..<(index + 1) * dimension)
          switch format {
          case .word2VecBinary: try file.write(row.bytes)
          case .word2VecText, .gloVeText: try file.write(Self.line(row))
          }
        }
      }
    }
  }

  private static func line(_ row: Span<Float>) -> String {
    row.indices.map { row[$0].description }.joined(separator: " ") + "\n"
  }

  private func checkWord(at index: Int, format: WordVectorFormat) throws {
    let word = vocabulary.bytes(at: index)
    let isBinary = format == .word2VecBinary
    let isReadable =
      !word.contains(UInt8(ascii: " "))
      && (isBinary ? word.first != 0x0A : !word.contains(0x0A))
    guard isReadable else {
      throw UnrollError(
        .invalidInput, "the word cannot be written in this format",
        path: ["word \(index + 1)"],
        expected: isBinary ? "no space, no newline at its start" : "no space and no newline",
        hint: "leave the word out")
    }
  }
}
