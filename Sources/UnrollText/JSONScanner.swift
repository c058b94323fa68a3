import UnrollTensor

/// Takes two values out of one JSON object and checks the grammar of all of it (RFC 8259).
///
/// A full decoder would build every other value too, only to drop it.
struct JSONScanner {
  /// The deepest nesting of values that is read.
  static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0

  /// Starts before an object.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a byte is white space to JSON.
  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// A value as far as labelled texts need it.
  enum Value: Hashable {
    case string([UInt8])
    /// A number as it is written, or `true` or `false`.
    case literal(String)
    /// Anything else.
    case other
  }

  /// Reads the object to its end.
  ///
  /// - Parameter keys: The keys whose values are wanted.
  /// - Returns: The values of those keys that the object has; the last one of equal keys.
  /// - Throws: `UnrollError`, without a path, if the bytes are not one JSON object.
  mutating func object(_ keys: [String]) throws -> [String: Value] {
    var found: [String: Value] = [:]
    skipSpace()
    guard peek == UInt8(ascii: "{") else { throw failure("an object") }
    try members(depth: 1) { key, value in
      let name = String(decoding: key, as: UTF8.self)
      if keys.contains(name) { found[name] = value }
    }
    skipSpace()
    guard position == bytes.count else { throw failure("nothing after the object") }
    return found
  }
}

// MARK: - Values

extension JSONScanner {
  private mutating func value(depth: Int) throws -> Value {
    guard depth <= Self.deepest else {
      throw UnrollError(
        .limitExceeded, "the values of the line are nested too deeply",
        expected: "at most \(Self.deepest) levels",
        hint: "a line needs no more than a text and a label")
    }
    skipSpace()
    switch peek {
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "{"):
      try members(depth: depth + 1) { _, _ in }
      return .other
    case UInt8(ascii: "["):
      try elements(depth: depth + 1)
      return .other
    case UInt8(ascii: "t"): return try word("true")
    case UInt8(ascii: "f"): return try word("false")
    case UInt8(ascii: "n"):
      _ = try word("null")
      return .other
    default: return try number()
    }
  }

  private mutating func members(depth: Int, _ take: ([UInt8], Value) -> Void) throws {
    position += 1
    skipSpace()
    if skip(UInt8(ascii: "}")) { return }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw failure("a key in quotes") }
      let key = try string()
      skipSpace()
      guard skip(UInt8(ascii: ":")) else { throw failure("a colon after the key") }
      take(key, try value(depth: depth))
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else { throw failure("a comma or the end of the object") }
  }

  private mutating func elements(depth: Int) throws {
    position += 1
    skipSpace()
    if skip(UInt8(ascii: "]")) { return }
    repeat {
      _ = try value(depth: depth)
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "]")) else { throw failure("a comma or the end of the array") }
  }

  private mutating func word(_ word: String) throws -> Value {
    guard bytes[position...].starts(with: word.utf8) else { throw failure("a value") }
    position += word.utf8.count
    return .literal(word)
  }

  private mutating func number() throws -> Value {
    let start = position
    _ = skip(UInt8(ascii: "-"))
    if !skip(UInt8(ascii: "0")) { try digits() }
    if skip(UInt8(ascii: ".")) { try digits() }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) {
      _ = skip(UInt8(ascii: "+")) || skip(UInt8(ascii: "-"))
      try digits()
    }
    return .literal(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private mutating func digits() throws {
    let start = position
    while let byte = peek, (0x30...0x39).contains(byte) { position += 1 }
    if position == start { throw failure("a value") }
  }
}

// MARK: - Strings

extension JSONScanner {
  /// Whether a byte stands for itself inside a string.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private mutating func string() throws -> [UInt8] {
    position += 1
    var result: [UInt8] = []
    while true {
      var end = position
      while end < bytes.count, Self.isPlain(bytes[end]) { end += 1 }
      result += bytes[position..<end]
      position = end
      if skip(UInt8(ascii: "\"")) { return result }
      guard skip(UInt8(ascii: "\\")) else { throw failure("the end of the string") }
      try escape(into: &result)
    }
  }

  private mutating func escape(into result: inout [UInt8]) throws {
    guard let byte = peek else { throw failure("a character after the backslash") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
    case UInt8(ascii: "b"): result.append(0x08)
    case UInt8(ascii: "f"): result.append(0x0C)
    case UInt8(ascii: "n"): result.append(0x0A)
    case UInt8(ascii: "r"): result.append(0x0D)
    case UInt8(ascii: "t"): result.append(0x09)
    case UInt8(ascii: "u"): result += Array(String(try scalar()).utf8)
    default:
      position -= 1
      throw failure("one of the escapes of JSON")
    }
  }

  /// A character of four hexadecimal digits, or of two such halves.
  private mutating func scalar() throws -> Character {
    var code = UInt32(try fourDigits())
    if (0xD800..<0xDC00).contains(code), bytes[position...].starts(with: Array("\\u".utf8)) {
      position += 2
      let low = UInt32(try fourDigits())
      if (0xDC00..<0xE000).contains(low) { code = 0x10000 + (code - 0xD800) << 10 + low - 0xDC00 }
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw failure("both halves of a surrogate pair")
    }
    return Character(scalar)
  }

  private mutating func fourDigits() throws -> UInt16 {
    var code: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw failure("four hexadecimal digits")
      }
      code = code << 4 | UInt16(digit)
      position += 1
    }
    return code
  }
}

// MARK: - Bytes

extension JSONScanner {
  private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, Self.isSpace(byte) { position += 1 }
  }

  private func failure(_ expected: String) -> UnrollError {
    UnrollError(
      .invalidInput, "the line is not a JSON object", expected: expected,
      found: position == bytes.count ? "the end of the line" : "something else at byte \(position)",
      hint: "JSON lines hold one object a line")
  }
}
