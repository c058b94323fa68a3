/// Reads a JSON text value by value; the caller says what it expects, and nothing else is built.
///
/// Nesting is limited, and no size in the text is believed: memory grows with the bytes that were
/// read. As TensorFlow Serving does, it takes `NaN` and `Infinity`. Its messages are those of the
/// parser there.
package struct JSONReader {
  /// What the next value is.
  enum Kind: String {
    case object = "Object"
    case array = "Array"
    case string = "String"
    case number = "Number"
    case bool = "Bool"
    case null = "Null"
  }

  let bytes: [UInt8]
  /// The number of bytes that were read.
  var position = 0
  private let deepest: Int
  private var depth = 0

  /// Starts before a document.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - deepest: the deepest nesting of lists and objects that is read.
  package init(_ bytes: [UInt8], deepest: Int) {
    self.bytes = bytes
    self.deepest = deepest
  }

  /// What the next value is.
  ///
  /// - Throws: ``ServiceError`` if there is none.
  mutating func kind() throws -> Kind {
    skipSpace()
    guard let byte = peek else {
      throw failure(bytes.isEmpty ? "The document is empty." : "Invalid value.")
    }
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "N"),
      UInt8(ascii: "I"):
      return .number
    default: throw failure("Invalid value.")
    }
  }

  /// Reads an object; `member` must read the value of each key.
  mutating func object(_ member: (inout JSONReader, String) throws -> Void) throws {
    try enter()
    if skip(UInt8(ascii: "}")) { return leave() }
    repeat {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else {
        throw failure("Missing a name for object member.")
      }
      let key = try string()
      skipSpace()
      guard skip(UInt8(ascii: ":")) else {
        throw failure("Missing a colon after a name of object member.")
      }
      try member(&self, key)
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "}")) else {
      throw failure("Missing a comma or } after an object member.")
    }
    leave()
  }

  /// Reads a list; `element` must read each of its values.
  mutating func array(_ element: (inout JSONReader) throws -> Void) throws {
    try enter()
    if skip(UInt8(ascii: "]")) { return leave() }
    repeat {
      try element(&self)
      skipSpace()
    } while skip(UInt8(ascii: ","))
    guard skip(UInt8(ascii: "]")) else {
      throw failure("Missing a comma or ] after an array element.")
    }
    leave()
  }

  /// Reads `true` or `false`.
  mutating func bool() throws -> Bool {
    skipSpace()
    if skip("true") { return true }
    guard skip("false") else { throw failure("Invalid value.") }
    return false
  }

  /// Reads a value of any kind and forgets it.
  package mutating func skipValue() throws {
    switch try kind() {
    case .object: try object { reader, _ in try reader.skipValue() }
    case .array: try array { try $0.skipValue() }
    case .string: _ = try string()
    case .number: _ = try number()
    case .bool: _ = try bool()
    case .null:
      guard skip("null") else { throw failure("Invalid value.") }
    }
  }

  /// Makes sure that nothing follows.
  package mutating func end() throws {
    skipSpace()
    guard position == bytes.count else {
      throw failure("The document root must not be followed by other values.")
    }
  }

  private mutating func enter() throws {
    depth += 1
    guard depth <= deepest else {
      throw failure("The document is nested more than \(deepest) levels deep.")
    }
    position += 1
    skipSpace()
  }

  private mutating func leave() { depth -= 1 }
}

// MARK: - Bytes

extension JSONReader {
  /// The next byte.
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over a byte if it is next.
  mutating func skip(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  /// Steps over a word if it is next.
  mutating func skip(_ word: StaticString) -> Bool {
    let text = word.description.utf8
    guard bytes[position...].starts(with: text) else { return false }
    position += text.count
    return true
  }

  mutating func skipSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// An error at this place.
  func failure(_ message: String) -> ServiceError {
    .invalid("JSON Parse error: \(message) at offset: \(position)")
  }
}
