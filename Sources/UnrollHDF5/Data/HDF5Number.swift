/// How the elements of a dataset become numbers of ours.
struct HDF5Number {
  /// The bytes of an element in the file.
  let size: Int
  let isBigEndian: Bool
  let element: HDF5Element

  init(_ type: HDF5Datatype) {
    (size, isBigEndian, element) = (type.size, type.isBigEndian, type.element)
  }

  /// The integer in up to 8 bytes at `offset`, its sign extended if it has one.
  func integer(_ bytes: RawSpan, at offset: Int, isSigned: Bool) -> UInt64 {
    var bits: UInt64 = 0
    for index in 0..<size {
      let place = isBigEndian ? index : size - 1 - index
      bits = bits << 8 | UInt64(bytes.unsafeLoad(fromByteOffset: offset + place, as: UInt8.self))
    }
    guard isSigned else { return bits }
    let unused = UInt64(64 - 8 * size)
    return UInt64(bitPattern: Int64(bitPattern: bits << unused) >> Int64(unused))
  }

  /// The number of 16, 32 or 64 bits at `offset`, in the order of bytes of this machine.
  @inline(__always)
  func word<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: RawSpan, at offset: Int, as type: Word.Type
  ) -> Word {
    let word = bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: type)
    return isBigEndian ? Word(bigEndian: word) : Word(littleEndian: word)
  }

  /// The value of a 16-bit float of IEEE 754, which not every platform knows.
  static func half(_ bits: UInt16) -> Float {
    let sign = UInt32(bits & 0x8000) << 16
    let (exponent, fraction) = (UInt32(bits >> 10 & 0x1F), UInt32(bits & 0x3FF))
    switch exponent {
    case 0:
      let value = Float(fraction) * 0x1p-24
      return sign == 0 ? value : -value
    case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
    default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
    }
  }
}
