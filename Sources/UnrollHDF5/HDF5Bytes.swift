import UnrollTensor

/// The bytes of a file, read with bounds: little-endian numbers at addresses that may be lies.
struct HDF5Bytes {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of bytes.
  var count: Int { bytes.count }

  /// The unsigned number of `width` bytes at `position`.
  func number(_ position: Int, width: Int) throws -> Int {
    guard position >= 0, position <= bytes.count - width else { throw Self.damaged() }
    let value = (0..<width).reversed().reduce(UInt64(0)) { value, index in
      value << 8 | UInt64(bytes[position + index])
    }
    guard let number = Int(exactly: value) else { throw Self.damaged() }
    return number
  }

  /// Whether `text` stands at `position`.
  func has(_ text: String, at position: Int) -> Bool {
    let utf8 = Array(text.utf8)
    guard position >= 0, position <= bytes.count - utf8.count else { return false }
    return bytes[position..<(position + utf8.count)].elementsEqual(utf8)
  }

  /// The `count` bytes at `position`, refused unless all of them exist.
  func range(_ position: Int, count: Int) throws -> Range<Int> {
    guard position >= 0, count >= 0, position <= bytes.count, count <= bytes.count - position
    else { throw Self.damaged() }
    return position..<(position + count)
  }

  /// The bytes of a range up to the first zero.
  func text(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range].prefix { $0 != 0 } }

  /// What is said of anything that does not add up.
  static func damaged() -> UnrollError {
    UnrollError(.corruptFile, "the structure of the file is damaged")
  }
}
