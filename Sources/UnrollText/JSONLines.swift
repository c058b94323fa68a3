import UnrollArchive
import UnrollTensor

/// Reads a file line by line; lines end with LF or CRLF, and the last one may have no end.
final class JSONLineReader {
  /// The number of the current line, from 1.
  private(set) var line = 0

  private let stream: ByteStream
  private let longestLine: Int
  private var chunk: [UInt8] = []
  private var position = 0

  /// Starts before the first line.
  ///
  /// - Parameters:
  ///   - stream: The file, of which nothing was read yet.
  ///   - longestLine: The most bytes of a line.
  init(_ stream: ByteStream, longestLine: Int) {
    self.stream = stream
    self.longestLine = longestLine
  }

  /// The next line that is not blank, without its end; nil after the last.
  ///
  /// - Returns: The bytes of the line.
  /// - Throws: `UnrollError`, with the line but without the file, if the line is too long.
  func next() throws -> [UInt8]? {
    while let bytes = try nextLine() {
      let isBlank = bytes.allSatisfy { JSONScanner.isSpace($0) }
      if isBlank { continue }
      return line == 1 ? Array(UTF8Check.withoutByteOrderMark(bytes[...])) : bytes
    }
    return nil
  }

  private func nextLine() throws -> [UInt8]? {
    var bytes: [UInt8] = []
    var isFound = false
    while true {
      if position == chunk.count {
        chunk = try stream.read(upTo: 256 << 10)
        position = 0
        if chunk.isEmpty { break }
      }
      isFound = true
      let end = chunk[position...].firstIndex(of: UInt8(ascii: "\n")) ?? chunk.count
      guard bytes.count + end - position <= longestLine else { throw tooLong() }
      bytes += chunk[position..<end]
      position = min(end + 1, chunk.count)
      if end < chunk.count { break }
    }
    line += isFound ? 1 : 0
    return isFound ? bytes : nil
  }

  private func tooLong() -> UnrollError {
    UnrollError(
      .limitExceeded, "the line is longer than the limit allows", path: ["line \(line + 1)"],
      expected: "at most \(longestLine) bytes",
      hint: "JSON lines hold one object a line; is this one JSON document?")
  }
}
