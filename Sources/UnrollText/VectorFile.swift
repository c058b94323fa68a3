import UnrollArchive
import UnrollTensor

/// Reads a file of word vectors: opens it, recognises its format, and feeds a parser.
struct VectorFile {
  let path: String
  /// The most records to read, nil for all.
  let limit: Int?
  let encoding: WordVectors.WordEncoding

  func read() throws -> (Vocabulary, VectorTable) {
    let stream = try ByteStream(path: path)
    // Pipes have no size, and gzip has to be inflated; anything else is mapped.
    if stream.isCompressed || stream.fileSize == nil { return try read(stream) }
    let file = try FileBytes(mapping: path)
    return try locating(path) { try read(mapped: file) }
  }

  /// Reads the bytes of a file.
  func read(mapped file: FileBytes) throws -> (Vocabulary, VectorTable) {
    let format = try file.withText { try VectorFileFormat(startingWith: $0, path: path) }
    let rest = file[format.headerLength..<file.count]
    if format.layout == .binary, let dimension = format.header?.dimension {
      let words = words(format, bytes: file.count)
      return try Word2VecMapped(rest, dimension: dimension, wanted: words.wanted).read(words)
    }
    var parser = parser(format, bytes: file.count)
    _ = try rest.withText { try parser.consume($0, isLast: true) }
    return parser.records.finish()
  }

  /// Reads a stream from its start.
  func read(_ stream: ByteStream) throws -> (Vocabulary, VectorTable) {
    // Deflate seldom shrinks vectors to less than a quarter.
    let bytes = (stream.fileSize ?? 0) * 4
    let reader = ReadAhead(stream)
    var block: ReadAhead.Block?
    _ = try reader.next(&block)
    var buffer: [UInt8] = []
    block?.append(to: &buffer)
    let format = try locating(path) { try VectorFileFormat(startingWith: buffer.span, path: path) }
    var parser = parser(format, bytes: bytes)
    buffer.removeFirst(format.headerLength)
    while true {
      let hasMore = try !parser.records.isComplete && reader.next(&block)
      if hasMore { block?.append(to: &buffer) }
      let used = try locating(path) { try parser.consume(buffer.span, isLast: !hasMore) }
      if !hasMore || parser.records.isComplete { return parser.records.finish() }
      buffer.removeFirst(used)
    }
  }

  private func words(_ format: VectorFileFormat, bytes: Int) -> VectorWords {
    var words = VectorWords(
      wanted: min(format.header?.count ?? .max, limit ?? .max), encoding: encoding)
    if let dimension = format.header?.dimension {
      words.reserve(min(words.wanted, bytes / (2 * dimension + 1)))
    }
    return words
  }

  private func parser(_ format: VectorFileFormat, bytes: Int) -> any VectorParser {
    let records = VectorRecords(
      words: words(format, bytes: bytes), dimension: format.header?.dimension ?? 0, bytes: bytes)
    return switch format.layout {
    case .binary: Word2VecBinaryParser(records: records)
    case .text: VectorTextParser(records: records, isCounted: format.header != nil)
    }
  }
}

extension FileBytes {
  /// Calls `body` with the bytes as those of a text.
  fileprivate func withText<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    try withBytes { bytes in
      try bytes.withUnsafeBytes { try body($0.bindMemory(to: UInt8.self).span) }
    }
  }
}

/// Turns the bytes after the header into records.
protocol VectorParser {
  /// What has been read so far.
  var records: VectorRecords { get }

  /// Reads all records that lie in `bytes` as a whole, up to the number that is wanted.
  ///
  /// - Parameters:
  ///   - bytes: The part of the file that follows what has been read.
  ///   - isLast: Whether the file ends with it.
  /// - Returns: How many bytes were read.
  /// - Throws: `UnrollError` that names the record.
  mutating func consume(_ bytes: Span<UInt8>, isLast: Bool) throws -> Int
}
