import UnrollArchive
import UnrollTensor

/// Reads tables of text row by row: comma- or tab-separated, quoted as RFC 4180 has it.
///
/// Quoted fields may hold delimiters, line ends and doubled quotes. Rows end with LF, CRLF or CR;
/// blank lines are passed over. Bytes are not interpreted otherwise: the caller checks that what
/// it uses is UTF-8.
final class DelimitedTextReader {
  /// The most fields of a row: more are a sign of a file that is no table.
  static let mostFields = 4096

  private enum State { case fieldStart, plain, quoted, quoteInQuoted }

  /// The physical line on which the current row starts, from 1.
  private(set) var line = 1

  private let stream: ByteStream
  private let delimiter: UInt8
  private let longestRow: Int
  private var chunk: [UInt8] = []
  private var position = 0
  private var nextLine = 1
  private var endsWithReturn = false
  private var state = State.fieldStart
  private var row: [UInt8] = []
  private var ends: [Int] = []

  /// Starts at the first row.
  ///
  /// - Parameters:
  ///   - stream: The table, of which nothing was read yet.
  ///   - delimiter: The byte between fields.
  ///   - longestRow: The most bytes of a row.
  /// - Throws: `UnrollError` that names the file if it cannot be read.
  init(_ stream: ByteStream, delimiter: UInt8, longestRow: Int) throws {
    self.stream = stream
    self.delimiter = delimiter
    self.longestRow = longestRow
    try refill()
    position = chunk.count - UTF8Check.withoutByteOrderMark(chunk[...]).count
  }

  /// The number of fields of the current row.
  var fieldCount: Int { ends.count }

  /// A field of the current row, without its quotes.
  func field(_ index: Int) -> ArraySlice<UInt8> {
    row[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
  }

  /// Moves to the next row.
  ///
  /// - Returns: Whether there is one.
  /// - Throws: `UnrollError`, with the line but without the file, if quotes are wrong or the row
  ///   is too long.
  func next() throws -> Bool {
    startRow()
    while true {
      if try position == chunk.count && !refill() { return try finishLastRow() }
      guard try consumeChunk() else { continue }
      let isBlank = ends.count == 1 && row.isEmpty
      if !isBlank { return true }
      startRow()
    }
  }

  private func startRow() {
    row.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    state = .fieldStart
    line = nextLine
  }

  @discardableResult
  private func refill() throws -> Bool {
    chunk = try stream.read(upTo: 256 << 10)
    position = 0
    return !chunk.isEmpty
  }

  private func finishLastRow() throws -> Bool {
    if state == .quoted { throw unclosedQuote() }
    if state == .fieldStart && ends.isEmpty { return false }
    try endField()
    return true
  }
}

// MARK: - The state machine

extension DelimitedTextReader {
  /// Takes in bytes up to the end of the row; returns false if the chunk ends before.
  private func consumeChunk() throws -> Bool {
    // A local name spares the checks for exclusive access; it is not changed, so not copied.
    let chunk = self.chunk
    if endsWithReturn {
      endsWithReturn = false
      if chunk[position] == UInt8(ascii: "\n") { position += 1 }
    }
    while position < chunk.count {
      switch state {
      case .fieldStart: startField(chunk)
      case .plain: if try consumePlain(chunk) { return true }
      case .quoted: try consumeQuoted(chunk)
      case .quoteInQuoted: try consumeAfterQuote(chunk)
      }
    }
    return false
  }

  private func startField(_ chunk: [UInt8]) {
    let isQuoted = chunk[position] == UInt8(ascii: "\"")
    state = isQuoted ? .quoted : .plain
    if isQuoted { position += 1 }
  }

  /// Takes in bytes up to the end of an unquoted field; returns whether it ends the row.
  private func consumePlain(_ chunk: [UInt8]) throws -> Bool {
    let start = position
    var end = start
    while end < chunk.count {
      let byte = chunk[end]
      if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { break }
      end += 1
    }
    try append(chunk[start..<end])
    position = end
    guard end < chunk.count else { return false }
    position += 1
    try endField()
    if chunk[end] == delimiter { return false }
    nextLine += 1
    endsWithReturn = chunk[end] == UInt8(ascii: "\r")
    return true
  }

  /// Takes in bytes up to the next quote.
  private func consumeQuoted(_ chunk: [UInt8]) throws {
    let start = position
    var end = start
    while end < chunk.count, chunk[end] != UInt8(ascii: "\"") {
      if chunk[end] == UInt8(ascii: "\n") { nextLine += 1 }
      end += 1
    }
    try append(chunk[start..<end])
    position = end
    guard end < chunk.count else { return }
    position += 1
    state = .quoteInQuoted
  }

  /// Decides whether a quote was doubled or closed the field.
  private func consumeAfterQuote(_ chunk: [UInt8]) throws {
    let byte = chunk[position]
    if byte == UInt8(ascii: "\"") {
      row.append(byte)
      position += 1
      state = .quoted
    } else if byte == delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
      state = .plain
    } else {
      throw UnrollError(
        .invalidInput, "text follows a closing quote", path: ["line \(nextLine)"],
        hint: "quotes inside a quoted field are doubled: \"\"")
    }
  }

  private func append(_ bytes: ArraySlice<UInt8>) throws {
    guard row.count + bytes.count <= longestRow else {
      throw UnrollError(
        .limitExceeded, "the row is longer than the limit allows", path: ["line \(line)"],
        expected: "at most \(longestRow) bytes",
        hint: "a quote that is not closed makes the rest of the file one field")
    }
    row.append(contentsOf: bytes)
  }

  private func endField() throws {
    guard ends.count < Self.mostFields else {
      throw UnrollError(
        .limitExceeded, "the row has too many fields", path: ["line \(line)"],
        expected: "at most \(Self.mostFields)",
        hint: "is this a table of texts? its rows end with line ends")
    }
    ends.append(row.count)
    state = .fieldStart
  }

  private func unclosedQuote() -> UnrollError {
    UnrollError(
      .invalidInput, "the file ends inside a quoted field", path: ["line \(line)"],
      hint: "a quote in the row that starts on this line is not closed, or the file was cut short")
  }
}
