/// The two checksums of HDF5: lookup3 of structures, Fletcher's of chunks.
enum HDF5Checksum {
  /// Bob Jenkins's hash "lookup3" (2006), in the variant for bytes, from 0.
  static func lookup3(_ bytes: RawSpan) -> UInt32 {
    let seed = 0xDEAD_BEEF &+ UInt32(truncatingIfNeeded: bytes.byteCount)
    var (a, b, c) = (seed, seed, seed)
    var position = 0
    while bytes.byteCount - position > 12 {
      a &+= word(bytes, position)
      b &+= word(bytes, position + 4)
      c &+= word(bytes, position + 8)
      mix(&a, &b, &c)
      position += 12
    }
    guard position < bytes.byteCount else { return c }
    a &+= word(bytes, position)
    b &+= word(bytes, position + 4)
    c &+= word(bytes, position + 8)
    finish(&a, &b, &c)
    return c
  }

  /// Four bytes as a little-endian number; those beyond the end count as zeros.
  private static func word(_ bytes: RawSpan, _ position: Int) -> UInt32 {
    if position <= bytes.byteCount - 4 {
      let bits = bytes.unsafeLoadUnaligned(fromByteOffset: position, as: UInt32.self)
      return UInt32(littleEndian: bits)
    }
    var value: UInt32 = 0
    var index = position
    while index < bytes.byteCount {
      let byte = bytes.unsafeLoad(fromByteOffset: index, as: UInt8.self)
      value |= UInt32(byte) << UInt32(8 * (index - position))
      index += 1
    }
    return value
  }

  private static func rotated(_ value: UInt32, _ bits: UInt32) -> UInt32 {
    value << bits | value >> (32 - bits)
  }

  private static func mix(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    a = (a &- c) ^ rotated(c, 4)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 6)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 8)
    b = b &+ a
    a = (a &- c) ^ rotated(c, 16)
    c = c &+ b
    b = (b &- a) ^ rotated(a, 19)
    a = a &+ c
    c = (c &- b) ^ rotated(b, 4)
    b = b &+ a
  }

  private static func finish(_ a: inout UInt32, _ b: inout UInt32, _ c: inout UInt32) {
    c = (c ^ b) &- rotated(b, 14)
    a = (a ^ c) &- rotated(c, 11)
    b = (b ^ a) &- rotated(a, 25)
    c = (c ^ b) &- rotated(b, 16)
    a = (a ^ c) &- rotated(c, 4)
    b = (b ^ a) &- rotated(a, 14)
    c = (c ^ b) &- rotated(b, 24)
  }

  /// Fletcher's checksum over 16-bit words, high byte first; a last odd byte is a high one.
  static func fletcher32(_ bytes: RawSpan) -> UInt32 {
    var (low, high) = (UInt64(0), UInt64(0))
    var position = 0
    while position < bytes.byteCount {
      let first = bytes.unsafeLoad(fromByteOffset: position, as: UInt8.self)
      let second =
        position + 1 < bytes.byteCount
        ? bytes.unsafeLoad(fromByteOffset: position + 1, as: UInt8.self) : 0
      low += UInt64(first) << 8 | UInt64(second)
      high += low
      position += 2
      // Both stay below 2^62 between two reductions, which keep the remainder by 65535.
      if position & 0xFFFF == 0 { (low, high) = (folded(low), folded(high)) }
    }
    return UInt32(folded(high) << 16 | folded(low))
  }

  /// A number of the same remainder by 65535, of 16 bits, and 0 only for 0.
  private static func folded(_ value: UInt64) -> UInt64 {
    var value = value
    while value > 0xFFFF { value = (value & 0xFFFF) + (value >> 16) }
    return value
  }
}
