import UnrollTensor

/// The header of a gzip member (RFC 1952), taken byte by byte from any number of inputs.
///
/// Names and comments may be of any length: they are passed over, not kept.
struct GzipHeader {
  private enum Field { case fixed, extraCount, extra, name, comment, checksum, complete }

  private static let size = 10
  private static let deflate: UInt8 = 8

  private var field = Field.fixed
  private var position = 0
  private var flags: UInt8 = 0
  private var number = 0
  private var crc: UInt32 = 0

  /// Whether the compressed data begins after what was consumed.
  var isComplete: Bool { field == .complete }

  /// Takes bytes of the header.
  ///
  /// - Parameter input: The bytes after those consumed before.
  /// - Returns: How many of them belong to the header.
  /// - Throws: `UnrollError` without a path if this is not gzip, or not deflate.
  mutating func consume(_ input: UnsafeRawBufferPointer) throws -> Int {
    var count = 0
    while !isComplete, count < input.count {
      try take(input[count])
      // The checksum of the header, if there is one, covers all before it.
      if field != .checksum || position == 0 {
        crc = Checksum.of(UnsafeRawBufferPointer(rebasing: input[count...count]), after: crc)
      }
      count += 1
    }
    return count
  }

  private mutating func take(_ byte: UInt8) throws {
    switch field {
    case .fixed: try takeFixed(byte)
    case .extraCount:
      number |= Int(byte) << (8 * position)
      position += 1
      if position == 2 { advance(to: number > 0 ? .extra : .name) }
    case .extra:
      position += 1
      if position == number { advance(to: .name) }
    case .name: if byte == 0 { advance(to: .comment) }
    case .comment: if byte == 0 { advance(to: .checksum) }
    case .checksum:
      let expected = UInt8(truncatingIfNeeded: crc >> (8 * UInt32(position)))
      guard byte == expected else {
        throw UnrollError(.corruptFile, "the header of the compressed data is damaged")
      }
      position += 1
      if position == 2 { advance(to: .complete) }
    case .complete: break
    }
  }

  private mutating func takeFixed(_ byte: UInt8) throws {
    let isSupported =
      switch position {
      case 0: byte == 0x1F
      case 1: byte == 0x8B
      case 2: byte == Self.deflate
      case 3: byte & 0xE0 == 0
      default: true
      }
    guard isSupported else {
      throw UnrollError(
        .corruptFile, "the header of the compressed data is damaged",
        expected: "gzip with deflate", found: "another byte at \(position) of the header")
    }
    if position == 3 { flags = byte }
    position += 1
    if position == Self.size { advance(to: .extraCount) }
  }

  /// Goes to a field, or past those that the flags leave out.
  private mutating func advance(to next: Field) {
    (field, position) = (next, 0)
    switch field {
    case .extraCount: if flags & 0x04 == 0 { advance(to: .name) }
    case .name: if flags & 0x08 == 0 { advance(to: .comment) }
    case .comment: if flags & 0x10 == 0 { advance(to: .checksum) }
    case .checksum: if flags & 0x02 == 0 { advance(to: .complete) }
    case .fixed, .extra, .complete: break
    }
  }
}

/// The trailer of a gzip member, held against the data that came before it.
struct GzipTrailer {
  private static let size = 8

  private var crc: UInt32 = 0
  private var length: UInt32 = 0
  private var position = 0

  /// Whether the whole trailer was consumed, and found right.
  var isComplete: Bool { position == Self.size }

  /// Takes note of data.
  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    crc = Checksum.of(bytes, after: crc)
    length &+= UInt32(truncatingIfNeeded: bytes.count)
  }

  /// Takes bytes of the trailer.
  ///
  /// - Parameter input: The bytes after those consumed before.
  /// - Returns: How many of them belong to the trailer.
  /// - Throws: `UnrollError` without a path if the trailer does not fit the data.
  mutating func consume(_ input: UnsafeRawBufferPointer) throws -> Int {
    let expected = UInt64(length) << 32 | UInt64(crc)
    var count = 0
    while !isComplete, count < input.count {
      guard input[count] == UInt8(truncatingIfNeeded: expected >> (8 * UInt64(position))) else {
        throw UnrollError(
          .corruptFile, "the compressed data is damaged",
          found: position < 4 ? "data with another checksum" : "data of another length",
          hint: "download or copy the file again")
      }
      position += 1
      count += 1
    }
    return count
  }
}
