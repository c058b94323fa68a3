public import Foundation

/// A JSON document as a value.
public enum JSONValue: Sendable, Hashable {
  /// `null`
  case null
  /// `true` or `false`
  case bool(Bool)
  /// A number without a fraction.
  case integer(Int)
  /// Any other number.
  case number(Double)
  /// A string.
  case string(String)
  /// A list.
  case array([JSONValue])
  /// Named values.
  case object([String: JSONValue])

  /// The value under a key of an object.
  public subscript(key: String) -> JSONValue? {
    get {
      guard case .object(let members) = self else { return nil }
      return members[key]
    }
    set {
      guard case .object(var members) = self else { return }
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The text of a string.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }
  /// The elements of a list.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
  /// The members of an object.
  public var object: [String: JSONValue]? {
    if case .object(let members) = self { members } else { nil }
  }
  /// The truth of a boolean.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }
  /// An integer.
  public var integer: Int? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int(exactly: value)
    default: nil
    }
  }
  /// A number of either kind.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    default: nil
    }
  }
}

extension JSONValue: Codable {
  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .string(let value): try container.encode(value)
    case .array(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}

extension JSONValue {
  /// Parses a document in UTF-8; also takes the `NaN` and `Infinity` that Python writes.
  ///
  /// - Throws: a decoding error of Foundation.
  public init(parsing data: Data) throws {
    // Foundation guesses at other encodings, all of which have zeros in them.
    guard !data.contains(0), String(validating: data, as: UTF8.self) != nil else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: [], debugDescription: "The text is not UTF-8."))
    }
    let decoder = JSONDecoder()
    do {
      self = try decoder.decode(JSONValue.self, from: data)
    } catch {
      // The parser that knows these words knows more, and ends the process at some of it, such as
      // 0x0x: it gets those texts alone that need it.
      guard PythonNumbers.occur(in: data) else { throw error }
      decoder.allowsJSON5 = true
      self = try decoder.decode(JSONValue.self, from: data)
    }
  }

  /// The document as text, keys sorted so that equal values give equal bytes.
  ///
  /// - Throws: an encoding error of Foundation, for numbers that JSON cannot hold.
  public func data(isPretty: Bool = false) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting =
      isPretty
      ? [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
      : [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  /// The JSON form of an encodable value, with snake-case keys as Keras writes them.
  ///
  /// - Throws: an encoding error of Foundation.
  public init(encoding value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = NonFinite.encoding
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = NonFinite.decoding
    self = try decoder.decode(JSONValue.self, from: encoder.encode(value))
  }

  /// Decodes a value from snake-case keys.
  ///
  /// - Parameters:
  ///   - type: the type to decode.
  ///   - userInfo: context for nested values, such as the registry of layers.
  /// - Returns: the value.
  /// - Throws: what the type throws, or a decoding error of Foundation.
  public func decode<Value: Decodable>(
    _ type: Value.Type, userInfo: [CodingUserInfoKey: any Sendable] = [:]
  ) throws -> Value {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    decoder.allowsJSON5 = true
    decoder.userInfo = userInfo
    decoder.nonConformingFloatDecodingStrategy = NonFinite.decoding
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = NonFinite.encoding
    return try decoder.decode(type, from: encoder.encode(self))
  }

  /// This object with the members of another one taking precedence.
  public func merging(_ other: JSONValue) -> JSONValue {
    guard case .object(let mine) = self, case .object(let theirs) = other else { return other }
    return .object(mine.merging(theirs) { $1 })
  }
}

/// How numbers that JSON cannot hold pass through Foundation's coders: as texts that no file has.
private enum NonFinite {
  static let encoding = JSONEncoder.NonConformingFloatEncodingStrategy.convertToString(
    positiveInfinity: "\u{1}Infinity", negativeInfinity: "\u{1}-Infinity", nan: "\u{1}NaN")
  static let decoding = JSONDecoder.NonConformingFloatDecodingStrategy.convertFromString(
    positiveInfinity: "\u{1}Infinity", negativeInfinity: "\u{1}-Infinity", nan: "\u{1}NaN")
}
