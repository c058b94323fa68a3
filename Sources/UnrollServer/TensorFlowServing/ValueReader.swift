import Foundation

/// Collects the values of one input, nested lists into flat numbers.
struct ValueReader {
  let entry: ModelSignature.Entry
  let limits: ServerLimits
  private(set) var numbers: [Float] = []
  private(set) var texts: [String] = []
  /// The sizes of the lists of the value that was read last.
  private(set) var shape: [Int] = []
  private var sizes: [Int?] = []
  private var rank: Int?

  init(_ entry: ModelSignature.Entry, _ limits: ServerLimits) {
    (self.entry, self.limits) = (entry, limits)
  }

  /// Reads a value: a number or text, or lists of them that are all of one size at each level.
  mutating func read(_ reader: inout JSONReader) throws {
    sizes.removeAll(keepingCapacity: true)
    rank = nil
    try read(&reader, level: 0)
    shape = sizes.map { $0 ?? 0 }
  }

  private mutating func read(_ reader: inout JSONReader, level: Int) throws {
    guard try reader.kind() == .array else { return try leaf(&reader, level: level) }
    guard level < rank ?? Int.max else {
      throw ServiceError.invalid(
        "Encountered list at unexpected level: \(level) expected < \(rank ?? 0)")
    }
    guard level < 8 else { throw ServiceError.invalid("the lists are nested too deeply") }
    if sizes.count == level { sizes.append(nil) }
    var count = 0
    try reader.array {
      try read(&$0, level: level + 1)
      count += 1
    }
    guard count == sizes[level] ?? count else {
      throw ServiceError.invalid(
        "Encountered list at unexpected size: \(count) at level: \(level) expected size: "
          + "\(sizes[level] ?? 0)")
    }
    sizes[level] = count
  }

  private mutating func leaf(_ reader: inout JSONReader, level: Int) throws {
    guard level == rank ?? max(level, sizes.count) else {
      throw ServiceError.invalid(
        "JSON Value found at incorrect level: \(level + 1) in the JSON DOM. Expected at level: "
          + "\(rank ?? sizes.count)")
    }
    rank = level
    if entry.element == .text {
      try take(string(&reader))
    } else {
      numbers.append(try number(&reader))
    }
  }

  /// Adds a text within the limit.
  mutating func take(_ text: String) throws {
    try limits.check(text)
    texts.append(text)
  }

  private func number(_ reader: inout JSONReader) throws -> Float {
    let kind = try reader.kind()
    guard kind == .number else { throw typeError(kind) }
    let value = try reader.number()
    // As there: what is beyond the largest float by less than rounding takes away is refused too.
    guard abs(value) <= Double(Float.greatestFiniteMagnitude) || !value.isFinite else {
      throw ServiceError.invalid(
        "Cannot convert JSON value: \(value) to float without loss of precision.")
    }
    if entry.element == .integer, Int32(exactly: value) == nil { throw typeError(kind) }
    return Float(value)
  }

  /// A text, or the bytes of one as `{"b64": "…"}`.
  private func string(_ reader: inout JSONReader) throws -> String {
    switch try reader.kind() {
    case .string: return try reader.string()
    case .object:
      var encoded: String?
      var others = 0
      try reader.object { reader, key in
        if key == "b64", try reader.kind() == .string {
          encoded = try reader.string()
        } else {
          others += 1
          try reader.skipValue()
        }
      }
      guard let encoded, others == 0 else {
        throw ServiceError.invalid("JSON Value: not formatted correctly for base64 data")
      }
      return try Self.decoded(encoded)
    case let kind: throw typeError(kind)
    }
  }

  /// The text whose bytes are written in base 64.
  static func decoded(_ encoded: String) throws -> String {
    guard let data = Data(base64Encoded: encoded) else {
      throw ServiceError.invalid("Unable to base64 decode")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ServiceError.invalid("the text is not UTF-8")
    }
    return text
  }

  private func typeError(_ kind: JSONReader.Kind) -> ServiceError {
    .invalid("JSON Value of Type: \(kind.rawValue) is not of expected type: \(entry.typeName)")
  }
}

extension ModelSignature.Entry {
  /// What TensorFlow calls its type in messages.
  var typeName: String {
    switch element {
    case .text: "string"
    case .float: "float"
    case .integer: "int32"
    }
  }
}
