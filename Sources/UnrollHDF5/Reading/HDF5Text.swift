import UnrollTensor

/// Text in HDF5 files: bytes that must be UTF-8, ended or padded in one of three ways.
enum HDF5Text {
  /// The text that `bytes` spell.
  static func decoded(_ bytes: some Sequence<UInt8>) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw UnrollError(.corruptFile, "the text is not UTF-8")
    }
    return text
  }

  /// The text in a field of fixed width.
  static func decoded(field: ArraySlice<UInt8>, spacePadded: Bool) throws -> String {
    let text = field.prefix { $0 != 0 }
    guard spacePadded else { return try decoded(text) }
    return try decoded(text.reversed().drop { $0 == UInt8(ascii: " ") }.reversed())
  }
}
