import UnrollNN
import UnrollTensor

/// JSON as Python writes it, on one line, with the keys of objects sorted.
///
/// A number that is a float stays one (`1.0`, not `1`): Keras refuses whole numbers for some
/// options, and Foundation's encoder does not tell the two apart.
struct JSONText {
  private(set) var text = ""

  /// Writes a value.
  ///
  /// - Throws: `UnrollError` for numbers that JSON cannot hold.
  init(_ value: JSONValue) throws { try append(value) }

  private mutating func append(_ value: JSONValue) throws {
    switch value {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .number(let value):
      guard value.isFinite else {
        throw UnrollError(
          .invalidConfiguration, "an option holds a number that JSON cannot", found: "\(value)",
          hint: "give the option another number")
      }
      text += "\(value)"
    case .string(let value): append(value)
    case .array(let elements):
      text += "["
      for (index, element) in elements.enumerated() {
        if index > 0 { text += ", " }
        try append(element)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { text += ", " }
        append(member.key)
        text += ": "
        try append(member.value)
      }
      text += "}"
    }
  }

  private mutating func append(_ string: String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case "\r": text += "\\r"
      case "\0"..."\u{1F}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
