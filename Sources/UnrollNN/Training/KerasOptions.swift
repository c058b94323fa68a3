import Foundation
import UnrollTensor

/// Turns the options of losses and metrics into Keras's keys and back.
enum KerasOptions {
  /// Keys whose values are whole numbers in Keras; it takes nothing but floats for all others.
  private static let wholeNumbers: Set<String> = [
    "ignore_class", "k", "top_k", "class_id", "num_thresholds",
  ]

  /// The options of an object under Keras's names; those that are not set are left out.
  static func encode(_ value: some Encodable) -> [String: JSONValue] {
    let members = (try? JSONValue(encoding: value))?.object ?? [:]
    return Dictionary(
      uniqueKeysWithValues: members.map { key, value in
        (key, wholeNumbers.contains(key) ? value : value.withFloats)
      })
  }

  /// Makes an object of options; missing ones are those of a template.
  ///
  /// - Parameters:
  ///   - template: the object with defaults.
  ///   - options: Keras's keys.
  ///   - className: Keras's name of the class, for messages.
  /// - Returns: the object.
  /// - Throws: `UnrollError` that names an option that does not fit, or is not known.
  static func decode<Value: Codable>(
    _ template: Value, _ options: JSONValue, of className: String
  ) throws -> Value {
    let given = try (options.object ?? [:]).filter { try isOption($0, $1, className) }
    let value: Value
    do {
      value = try JSONValue(encoding: template).merging(.object(given)).decode(Value.self)
    } catch let error as DecodingError {
      // Of a number that does not fit its type, Foundation does not say where it stands.
      let place =
        error.place.isEmpty ? [misfit(template, given)].compactMap(\.self) : error.place
      throw UnrollError(
        .invalidConfiguration, "an option of \(className) does not fit",
        path: [className] + place.map { $0.snakeCased() }, expected: error.wanted,
        found: options.value(at: place)?.brief, hint: hint, cause: error)
    } catch let error as UnrollError {
      throw error.within(className).advising(hint)
    }
    let known = encode(value)
    for key in given.keys.sorted() where known[key] == nil && given[key] != .bool(false) {
      throw unsupported(key, className, given[key])
    }
    return value
  }

  /// The option that cannot be read even if all others are at their defaults.
  private static func misfit<Value: Codable>(
    _ template: Value, _ options: [String: JSONValue]
  ) -> String? {
    options.keys.sorted().first { key in
      let alone = try? JSONValue(encoding: template)
        .merging(.object([key: options[key] ?? .null]))
      return (try? alone?.decode(Value.self)) == nil
    }
  }

  /// What to do about an option that does not fit.
  static let hint = "correct the option where the model is compiled"

  /// Whether a member is an option that changes something; others are refused if they would.
  private static func isOption(
    _ key: String, _ value: JSONValue, _ className: String
  ) throws -> Bool {
    switch key {
    case "name": return false
    case "axis":
      guard value == .null || value.integer == -1 || value == .array([.integer(-1)]) else {
        throw unsupported(key, className, value)
      }
      return false
    case "dtype":
      let name = value.string ?? value["config"]?["name"]?.string
      guard value == .null || name == "float32" else { throw unsupported(key, className, value) }
      return false
    // Without a reduction there is not one loss; of other options null is the default.
    case "reduction": return true
    default: return value != .null
    }
  }

  private static func unsupported(
    _ key: String, _ className: String, _ value: JSONValue?
  ) -> UnrollError {
    UnrollError(
      .unsupported, "the option \(key.printableName) of \(className) is not supported",
      path: [className, key.printableName], found: value?.brief,
      hint: "compile the model without it")
  }
}

extension JSONValue {
  /// The value with whole numbers as floats, those of lists too.
  fileprivate var withFloats: JSONValue {
    switch self {
    case .integer(let number): .number(Double(number))
    case .array(let elements): .array(elements.map(\.withFloats))
    default: self
    }
  }
}
