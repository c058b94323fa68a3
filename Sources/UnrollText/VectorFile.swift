import UnrollArchive
import UnrollTensor

/// Reads a file of word vectors: opens it, recognises its format, and feeds a parser.
struct VectorFile {
  let path: String
  /// The most records to read, nil for all.
  let limit: Int?
  let encoding: WordVectors.WordEncoding

  private static let chunkSize = 1 << 20

  func read() throws -> VectorRecords {
    let stream = try ByteStream(path: path)
    // Pipes have no size, and gzip has to be inflated; anything else is mapped.
    if stream.isCompressed || stream.fileSize == nil { return try read(stream) }
    let file = try FileBytes(mapping: path)
    return try locating(path) {
      try file.withBytes { bytes in
        try bytes.withUnsafeBytes { try read(mapped: $0.bindMemory(to: UInt8.self).span) }
      }
    }
  }

  private func read(mapped bytes: Span<UInt8>) throws -> VectorRecords {
    let format = try VectorFileFormat(startingWith: bytes, path: path)
    var parser = parser(format, fileSize: bytes.count, isCompressed: false)
    _ = try parser.consume(bytes.extracting(format.headerLength..<bytes.count), isLast: true)
    return parser.records
  }

  private func read(_ stream: ByteStream) throws -> VectorRecords {
    var buffer = try stream.read(upTo: Self.chunkSize)
    let format = try locating(path) { try VectorFileFormat(startingWith: buffer.span, path: path) }
    var parser = parser(format, fileSize: stream.fileSize ?? 0, isCompressed: true)
    buffer.removeFirst(format.headerLength)
    while true {
      let more = try parser.records.isComplete ? [] : stream.read(upTo: Self.chunkSize)
      buffer += more
      let used = try locating(path) {
        try parser.consume(buffer.span, isLast: more.isEmpty)
      }
      if more.isEmpty || parser.records.isComplete { return parser.records }
      buffer.removeFirst(used)
    }
  }

  private func parser(
    _ format: VectorFileFormat, fileSize: Int, isCompressed: Bool
  ) -> any VectorParser {
    let wanted = min(format.header?.count ?? .max, limit ?? .max)
    var records = VectorRecords(
      wanted: wanted, dimension: format.header?.dimension ?? 0, encoding: encoding)
    records.reserve(fileSize: fileSize, isCompressed: isCompressed)
    return switch format.layout {
    case .binary: Word2VecBinaryParser(records: records)
    case .text: VectorTextParser(records: records, isCounted: format.header != nil)
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
