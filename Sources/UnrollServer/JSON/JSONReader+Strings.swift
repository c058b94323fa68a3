extension JSONReader {
  /// Reads a string.
  ///
  /// - Returns: its text, escapes resolved.
  /// - Throws: ``ServiceError`` if it is none, or not UTF-8.
  package mutating func string() throws -> String {
    skipSpace()
    guard skip(UInt8(ascii: "\"")) else { throw failure("Invalid value.") }
    let start = position
    skipPlain()
    // Most strings have no escapes: their bytes are taken as they are.
    if peek == UInt8(ascii: "\"") {
      defer { position += 1 }
      return try text(bytes[start..<position])
    }
    var collected = Array(bytes[start..<position])
    while !skip(UInt8(ascii: "\"")) {
      guard let byte = peek else {
        throw failure("Missing a closing quotation mark in string.")
      }
      guard byte == UInt8(ascii: "\\") else { throw failure("Invalid encoding in string.") }
      position += 1
      try escape(into: &collected)
      let next = position
      skipPlain()
      collected += bytes[next..<position]
    }
    return try text(collected[...])
  }

  private mutating func skipPlain() {
    var place = position
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      place += 1
    }
    position = place
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("Invalid encoding in string.")
    }
    return text
  }

  private mutating func escape(into text: inout [UInt8]) throws {
    guard let byte = peek else { throw failure("Missing a closing quotation mark in string.") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text += Array(String(Character(try scalar())).utf8)
    default: throw failure("Invalid escape character in string.")
    }
  }

  /// A character of four hexadecimal digits, or of two such halves.
  private mutating func scalar() throws -> Unicode.Scalar {
    var code = UInt32(try fourDigits())
    if (0xD800..<0xDC00).contains(code) {
      guard skip("\\u") else { throw failure("The surrogate pair in string is invalid.") }
      let low = UInt32(try fourDigits())
      guard (0xDC00..<0xE000).contains(low) else {
        throw failure("The surrogate pair in string is invalid.")
      }
      code = 0x10000 + (code - 0xD800) << 10 + low - 0xDC00
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw failure("The surrogate pair in string is invalid.")
    }
    return scalar
  }

  private mutating func fourDigits() throws -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("Incorrect hex digit after \\u escape in string.")
      }
      code = code << 4 | UInt16(digit)
      position += 1
    }
    return code
  }
}
