/// Writes JSON with its members in the order given, on one line.
enum JSONText {
  /// A value that can be written.
  enum Value {
    case string(String)
    case bool(Bool)
    case integer(Int)
    case number(Float)
    case real(Double)
    case strings([String])
    case reals([Double])
    case null
    case list([Value])
    case object([(String, Value)])
  }

  /// An object on one line.
  ///
  /// - Parameter members: the names and values, in the order in which they are written.
  /// - Returns: the text.
  static func object(_ members: [(String, Value)]) -> String {
    let parts = members.map { "\(quoted($0)): \(text($1))" }
    return "{" + parts.joined(separator: ", ") + "}"
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .string(let text): quoted(text)
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    // The shortest digits that read back to the same number; JSON knows no NaN.
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .real(let value): value.isFinite ? "\(value)" : "null"
    case .strings(let values): "[" + values.map(quoted).joined(separator: ", ") + "]"
    case .reals(let values):
      "[" + values.map { text(.real($0)) }.joined(separator: ", ") + "]"
    case .null: "null"
    case .list(let values): "[" + values.map(text).joined(separator: ", ") + "]"
    case .object(let members): object(members)
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case ..<" ", "\u{7F}", "\u{2028}", "\u{2029}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
