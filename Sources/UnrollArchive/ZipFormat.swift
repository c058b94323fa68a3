import UnrollTensor

/// The numbers of the zip format that reader and writer share.
///
/// Names follow the specification (PKWARE APPNOTE 6.3), sections 4.3 and 4.4.
enum ZipFormat {
  static let localHeader: UInt32 = 0x0403_4B50
  static let centralHeader: UInt32 = 0x0201_4B50
  static let endOfDirectory: UInt32 = 0x0605_4B50
  static let zip64EndOfDirectory: UInt32 = 0x0606_4B50
  static let zip64Locator: UInt32 = 0x0706_4B50

  static let localHeaderSize = 30
  static let centralHeaderSize = 46
  static let endOfDirectorySize = 22
  static let zip64EndOfDirectorySize = 56
  static let zip64LocatorSize = 20

  /// The extra field with 64-bit sizes and offsets.
  static let zip64Extra: UInt16 = 0x0001
  /// The extra field that only pads, so that data starts at an aligned offset; Android's tools
  /// introduced it, other readers skip it.
  static let alignmentExtra: UInt16 = 0xD935

  static let stored: UInt16 = 0
  static let deflated: UInt16 = 8

  static let encryptedFlags: UInt16 = 0x2041
  /// Sizes follow the data instead of standing in the local header.
  static let descriptorFlag: UInt16 = 0x0008
  static let utf8Flag: UInt16 = 0x0800

  /// 1 January 1980, the first day that the format can express.
  static let firstDate: UInt16 = 0x0021
  static let version: UInt16 = 20
  static let zip64Version: UInt16 = 45
  /// "Made by Unix", so that the permissions below are understood.
  static let madeByUnix: UInt16 = 3 << 8
  /// A regular file, readable by all and writable by its owner.
  static let regularFile: UInt32 = 0o100644 << 16

  /// Deflate cannot do better than 258 bytes for two bits, plus one short block.
  static let highestDeflateRatio = 1032
}

/// A sequence of little-endian numbers that is being written.
struct LittleEndianWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append<Number: FixedWidthInteger>(_ number: Number) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ other: [UInt8]) { bytes += other }
}

/// A position in bytes from which little-endian numbers are read, never beyond the end.
struct LittleEndianReader {
  private let source: FileBytes
  private(set) var position: Int

  /// Starts at `position`, which may lie anywhere: reading checks it.
  init(_ source: FileBytes, at position: Int = 0) {
    self.source = source
    self.position = position
  }

  /// The bytes from the position to the end.
  var remaining: Int { max(source.count - position, 0) }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type) throws -> Number {
    let size = MemoryLayout<Number>.size
    try require(size)
    var number: Number = 0
    for index in (0..<size).reversed() {
      number = number << 8 | Number(truncatingIfNeeded: source[position + index])
    }
    position += size
    return number
  }

  mutating func bytes(_ count: Int) throws -> FileBytes {
    try require(count)
    defer { position += count }
    return source[position..<(position + count)]
  }

  mutating func skip(_ count: Int) throws {
    try require(count)
    position += count
  }

  private func require(_ count: Int) throws {
    guard position >= 0, count >= 0, count <= remaining else {
      throw UnrollError(
        .corruptFile, "the zip archive ends in the middle of a record", hint: Advice.copyAgain)
    }
  }
}
