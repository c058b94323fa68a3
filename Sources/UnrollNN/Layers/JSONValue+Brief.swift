import Foundation
import UnrollTensor

extension JSONValue {
  /// The value as messages quote it: as JSON if it is short, else what kind of value it is.
  package var brief: String {
    let longest = 40
    switch self {
    case .number(let value) where !value.isFinite: return "\(value)"
    case .string(let text) where text.count > longest: return "\"\(text.prefix(longest))…\""
    case .object(let members):
      return members["class_name"]?.string.map { "the object \($0.prefix(longest))" } ?? "an object"
    case .array(let elements) where elements.contains { $0.array != nil || $0.object != nil }:
      return "a list of \(elements.count)"
    default: break
    }
    let text = (try? data()).map { String(decoding: $0, as: UTF8.self) } ?? "a value"
    guard text.count > 2 * longest, let elements = array else { return text }
    return "a list of \(elements.count)"
  }

  /// The value that a path of keys leads to; places in lists are numbers.
  package func value(at path: some Sequence<String>) -> JSONValue? {
    path.reduce(Optional(self)) { value, key in
      if let elements = value?.array {
        let index = Int(key.filter(\.isNumber)) ?? -1
        return elements.indices.contains(index) ? elements[index] : nil
      }
      return value?[key] ?? value?[key.snakeCased()]
    }
  }
}

extension DecodingError {
  /// What was to be decoded, in words; nil where the kind of value is not at fault.
  package var wanted: String? {
    switch self {
    case .typeMismatch(let type, _), .valueNotFound(let type, _): Self.words(type)
    case .keyNotFound(let key, _): "a member \(key.stringValue)"
    default: nil
    }
  }

  private static func words(_ type: any Any.Type) -> String? {
    switch type {
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is Bool.Type: "true or false"
    case is String.Type: "a text in quotes"
    case is any Sequence.Type:
      String(describing: type).hasPrefix("Dictionary") ? "an object" : "a list"
    default: nil
    }
  }
}
