import Foundation
import UnrollTensor

/// Reads a file or standard input in blocks of whole lines, as soon as there are any.
///
/// Memory does not depend on the length of the input, only on that of its longest line.
final class LineReader {
  /// The most bytes of a line.
  static let longestLine = 64 << 20
  private static let blockSize = 1 << 20

  /// How the input is called in messages.
  let name: String
  private let file: FileHandle
  private var rest: [UInt8] = []
  private var isAtEnd = false
  private var isAtStart = true
  private var linesRead = 0

  /// Opens an input.
  ///
  /// - Parameter path: a file, or `-` for standard input.
  /// - Throws: `UnrollError` that names the file if it cannot be opened.
  init(_ path: String) throws {
    name = path == "-" ? "standard input" : path
    if path == "-" {
      file = .standardInput
      return
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure("cannot open the file", path, errno) }
    file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// The next whole lines, at least one; the last of the input may lack its end.
  ///
  /// More than what is there is waited for only until a line is complete.
  ///
  /// - Returns: the bytes of the lines with their ends, valid UTF-8; nil at the end of the input.
  /// - Throws: `UnrollError` that names the input, and the line if one is at fault.
  func nextBlock() throws -> [UInt8]? {
    guard let block = try readBlock() else { return nil }
    try validate(block)
    linesRead += block.count { $0 == UInt8(ascii: "\n") }
    return block
  }

  private func readBlock() throws -> [UInt8]? {
    var bytes = rest
    var lineEnd: Int?
    rest = []
    while !isAtEnd {
      if lineEnd != nil && (bytes.count >= Self.blockSize || !hasMore) { break }
      let old = bytes.count
      isAtEnd = try !read(into: &bytes)
      lineEnd = bytes[old...].lastIndex(of: UInt8(ascii: "\n")) ?? lineEnd
      guard lineEnd != nil || bytes.count <= Self.longestLine else { throw tooLong() }
    }
    if !isAtEnd, let lineEnd {
      rest = Array(bytes[(lineEnd + 1)...])
      bytes.removeLast(rest.count)
    }
    if isAtStart && bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
    isAtStart = false
    return bytes.isEmpty ? nil : bytes
  }

  /// Whether more can be read without waiting.
  private var hasMore: Bool {
    var request = pollfd(fd: file.fileDescriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, 0) > 0
  }

  /// Appends what one read gives; returns false at the end of the input.
  private func read(into bytes: inout [UInt8]) throws -> Bool {
    while true {
      var number: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: 256 << 10) { buffer, count in
        let result = Foundation.read(file.fileDescriptor, buffer.baseAddress, buffer.count)
        number = result < 0 ? errno : 0
        count = max(result, 0)
      }
      if number == EINTR { continue }
      guard number == 0 else { throw Self.failure("cannot read the input", name, number) }
      bytes += chunk
      return !chunk.isEmpty
    }
  }

  private func validate(_ block: [UInt8]) throws {
    if (try? UTF8Span(validating: block.span)) != nil { return }
    for (number, range) in Lines(block).enumerated() {
      do {
        _ = try UTF8Span(validating: block.span.extracting(range))
      } catch {
        throw UnrollError(
          .invalidInput, "the text is not valid UTF-8",
          path: [name, "line \(linesRead + number + 1)"],
          found: "a wrong byte at \(error.byteOffsets.lowerBound)",
          hint: "convert the text to UTF-8, for example with iconv")
      }
    }
  }

  private func tooLong() -> UnrollError {
    UnrollError(
      .limitExceeded, "a line is longer than the limit allows", path: [name],
      expected: "at most \(Self.longestLine) bytes", hint: "one text belongs on each line")
  }

  private static func failure(_ message: String, _ path: String, _ number: Int32) -> UnrollError {
    UnrollError(
      number == ENOENT ? .notFound : .io, message, path: [path],
      found: String(cString: strerror(number)),
      hint: hint(number))
  }

  private static func hint(_ number: Int32) -> String {
    switch number {
    case ENOENT: "check the path, or give - for standard input"
    case EISDIR: "name a file, not a folder"
    default: "check the path and its permissions"
    }
  }
}

/// The lines of a block, without their ends (LF or CRLF).
struct Lines: Sequence, IteratorProtocol {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Range<Int>? {
    guard position < bytes.count else { return nil }
    let start = position
    let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    position = newline + 1
    let hasReturn = newline > start && bytes[newline - 1] == UInt8(ascii: "\r")
    return start..<(hasReturn ? newline - 1 : newline)
  }
}
