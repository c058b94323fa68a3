/// The bytes of a Protocol Buffers message, written field by field.
struct ProtobufMessage {
  private(set) var bytes: [UInt8] = []

  private enum Kind: UInt64 {
    case varint = 0
    case eightBytes = 1
    case counted = 2
  }

  /// Adds an integer.
  mutating func add(_ number: Int, _ value: Int) {
    tag(number, .varint)
    varint(UInt64(bitPattern: Int64(value)))
  }

  /// Adds a number of 64 bits.
  mutating func add(_ number: Int, _ value: Double) {
    tag(number, .eightBytes)
    bytes += value.bitPattern.littleEndianBytes
  }

  /// Adds a run of bytes.
  mutating func add(_ number: Int, _ value: [UInt8]) {
    tag(number, .counted)
    varint(UInt64(value.count))
    bytes += value
  }

  /// Adds text as UTF-8.
  mutating func add(_ number: Int, _ value: String) { add(number, Array(value.utf8)) }

  /// Adds a message within this one.
  mutating func add(_ number: Int, _ fill: (inout ProtobufMessage) -> Void) {
    var message = ProtobufMessage()
    fill(&message)
    add(number, message.bytes)
  }

  private mutating func tag(_ number: Int, _ kind: Kind) {
    varint(UInt64(number) << 3 | kind.rawValue)
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension FixedWidthInteger {
  /// The bytes, the lowest first.
  var littleEndianBytes: [UInt8] { withUnsafeBytes(of: littleEndian) { Array($0) } }
}
