import UnrollTensor

/// The type of the elements of a `.npy` file.
struct NumPyElement {
  private enum Kind: Character {
    case float = "f"
    case signed = "i"
    case unsigned = "u"
    case boolean = "b"
  }

  private let kind: Kind
  private let isBigEndian: Bool
  /// The bytes of an element.
  let bytes: Int

  /// Reads NumPy's name of a type, such as `<f4`.
  ///
  /// - Throws: `UnrollError` for types that are no numbers of a usual size.
  init(_ name: String) throws {
    let letters = Array(name)
    let supported = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]
    guard letters.count == 3, "<>|=".contains(letters[0]),
      supported.contains(String(letters[1...])), let kind = Kind(rawValue: letters[1]),
      let bytes = letters[2].wholeNumberValue
    else {
      throw UnrollError(
        .unsupported, "the array does not hold numbers of a supported type",
        expected: "one of \(supported.joined(separator: ", "))", found: name.printableName,
        hint: "convert it with array.astype(\"float32\")")
    }
    self.kind = kind
    self.bytes = bytes
    isBigEndian = letters[0] == ">"
  }

  /// The elements as floats.
  func floats(_ data: RawSpan) -> [Float] {
    switch (kind, bytes) {
    case (.float, 2): map(data, UInt16.self) { Float(Float16(bitPattern: $0)) }
    case (.float, 4): map(data, UInt32.self) { Float(bitPattern: $0) }
    case (.float, _): map(data, UInt64.self) { Float(Double(bitPattern: $0)) }
    case (.signed, 1): map(data, Int8.self) { Float($0) }
    case (.signed, 2): map(data, Int16.self) { Float($0) }
    case (.signed, 4): map(data, Int32.self) { Float($0) }
    case (.signed, _): map(data, Int64.self) { Float($0) }
    case (.unsigned, 1): map(data, UInt8.self) { Float($0) }
    case (.unsigned, 2): map(data, UInt16.self) { Float($0) }
    case (.unsigned, 4): map(data, UInt32.self) { Float($0) }
    case (.unsigned, _): map(data, UInt64.self) { Float($0) }
    case (.boolean, _): map(data, UInt8.self) { $0 == 0 ? 0 : 1 }
    }
  }

  private func map<Bits: FixedWidthInteger & BitwiseCopyable>(
    _ data: RawSpan, _ type: Bits.Type, _ number: (Bits) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Bits>.size
    var result: [Float] = []
    result.reserveCapacity(data.byteCount / size)
    for offset in stride(from: 0, to: data.byteCount, by: size) {
      let bits = data.unsafeLoadUnaligned(fromByteOffset: offset, as: type)
      result.append(number(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)))
    }
    return result
  }
}
