/// The types of numbers of the Open Inference Protocol.
package enum TensorType: String, CaseIterable {
  case bool = "BOOL"
  case uint8 = "UINT8"
  case uint16 = "UINT16"
  case uint32 = "UINT32"
  case uint64 = "UINT64"
  case int8 = "INT8"
  case int16 = "INT16"
  case int32 = "INT32"
  case int64 = "INT64"
  case fp16 = "FP16"
  case fp32 = "FP32"
  case fp64 = "FP64"
  case bytes = "BYTES"

  /// The bytes of a number; nil for texts, which have any number of them.
  var size: Int? {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .fp16: 2
    case .uint32, .int32, .fp32: 4
    case .uint64, .int64, .fp64: 8
    case .bytes: nil
    }
  }
}

/// Numbers and texts as bytes, little-endian.
package enum BinaryTensor {
  /// Numbers of a type.
  ///
  /// - Returns: the numbers as floats; nil if the bytes are not a whole number of them.
  package static func numbers(_ bytes: ArraySlice<UInt8>, _ type: TensorType) -> [Float]? {
    switch type {
    case .bool: bytes.map { $0 == 0 ? 0 : 1 }
    case .uint8: bytes.map { Float($0) }
    case .int8: bytes.map { Float(Int8(bitPattern: $0)) }
    case .uint16: integers(bytes, UInt16.self)?.map { Float($0) }
    case .int16: integers(bytes, UInt16.self)?.map { Float(Int16(bitPattern: $0)) }
    case .fp16: integers(bytes, UInt16.self)?.map { Float(halfBits: $0) }
    case .uint32: integers(bytes, UInt32.self)?.map { Float($0) }
    case .int32: integers(bytes, UInt32.self)?.map { Float(Int32(bitPattern: $0)) }
    case .fp32: integers(bytes, UInt32.self)?.map { Float(bitPattern: $0) }
    case .uint64: integers(bytes, UInt64.self)?.map { Float($0) }
    case .int64: integers(bytes, UInt64.self)?.map { Float(Int64(bitPattern: $0)) }
    case .fp64: integers(bytes, UInt64.self)?.map { Float(Double(bitPattern: $0)) }
    case .bytes: nil
    }
  }

  /// Texts, each after its length in four bytes.
  ///
  /// - Returns: the texts; nil if the lengths do not fit the bytes.
  /// - Throws: ``ServiceError`` if a text is not UTF-8.
  package static func texts(_ bytes: ArraySlice<UInt8>) throws -> [String]? {
    var (rest, texts): (ArraySlice<UInt8>, [String]) = (bytes, [])
    while !rest.isEmpty {
      guard let length = integers(rest.prefix(4), UInt32.self)?.first, rest.count >= 4 else {
        return nil
      }
      rest = rest.dropFirst(4)
      guard rest.count >= length else { return nil }
      guard let text = String(validating: rest.prefix(Int(length)), as: UTF8.self) else {
        throw ServiceError.invalid("a text is not UTF-8")
      }
      texts.append(text)
      rest = rest.dropFirst(Int(length))
    }
    return texts
  }

  /// The bytes of floats.
  package static func bytes(_ numbers: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(numbers.count * 4)
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  private static func integers<Integer: FixedWidthInteger & UnsignedInteger>(
    _ bytes: ArraySlice<UInt8>, _ type: Integer.Type
  ) -> [Integer]? {
    let size = Integer.bitWidth / 8
    guard bytes.count % size == 0 else { return nil }
    return stride(from: bytes.startIndex, to: bytes.endIndex, by: size).map { start in
      (0..<size).reduce(into: Integer(0)) { $0 |= Integer(bytes[start + $1]) << (8 * $1) }
    }
  }
}

extension Float {
  /// The number whose bits are those of a half; some machines have no such type.
  package init(halfBits bits: UInt16) {
    let sign: Float = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10) & 0x1F, Float(bits & 0x3FF))
    switch exponent {
    case 0: self = sign * fraction * 0x1p-24
    case 31: self = fraction == 0 ? sign * .infinity : .nan
    default:
      self =
        sign * (1 + fraction * 0x1p-10)
        * Float(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }
}
