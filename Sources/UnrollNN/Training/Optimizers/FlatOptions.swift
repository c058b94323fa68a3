import Foundation
import UnrollTensor

/// Options as Keras writes them: all in one object, missing ones at their defaults.
///
/// In Swift, the options that optimizers share are a property `options`; in files they stand among
/// the others.
enum FlatOptions {
  private static let shared = "options"
  /// The one option whose null is not its default everywhere.
  private static let nullable = "weight_decay"

  /// The options of a value under Keras's names.
  ///
  /// - Throws: an encoding error for numbers that JSON cannot hold.
  static func encode(_ value: some Encodable) throws -> JSONValue {
    let options = try JSONValue(encoding: value)
    guard var members = options.object else { return options }
    let common = members.removeValue(forKey: shared)?.object ?? [:]
    let own = members.map { (kerasName($0), $1) }
    return .object(common.merging(own) { $1 })
  }

  /// Makes a value from Keras's options.
  ///
  /// - Parameters:
  ///   - template: the value with all options at their defaults.
  ///   - config: Keras's keys.
  ///   - harmless: keys of no effect.
  /// - Returns: the value, not validated.
  /// - Throws: `UnrollError` that names an option that is unknown or of the wrong type.
  static func decode<Value: Codable>(
    _ template: Value, _ config: JSONValue, harmless: Set<String>
  ) throws -> Value {
    let defaults = try encode(template)
    let given = (config.object ?? [:]).filter { key, value in
      value != .null || key == nullable || defaults[key] == nil
    }
    let flat = defaults.merging(.object(given))
    let value = try decode(Value.self, flat, naming: given, defaults)
    let understood = try encode(value)
    let unknown = given.filter { key, value in
      value != .null && understood[key] == nil && !harmless.contains(key)
    }
    if let key = unknown.keys.sorted().first {
      let known = understood.object.map { $0.keys.sorted().joined(separator: ", ") }
      throw UnrollError(
        .unsupported, "this option is not supported", path: [key], expected: known,
        hint: KerasOptions.hint)
    }
    return value
  }

  /// Decodes; of a number that does not fit its type, Foundation does not say where it stands, and
  /// the options are tried one by one.
  private static func decode<Value: Codable>(
    _ type: Value.Type, _ flat: JSONValue, naming given: [String: JSONValue], _ defaults: JSONValue
  ) throws -> Value {
    do {
      return try decode(type, flat)
    } catch let error as UnrollError where error.path.isEmpty {
      let misfit = given.sorted { $0.key < $1.key }.first { key, value in
        (try? decode(type, defaults.merging(.object([key: value])))) == nil
      }
      guard let (key, value) = misfit else { throw error }
      var located = error.within(key)
      located.found = value.brief
      throw located
    }
  }

  private static func decode<Value: Codable>(
    _ type: Value.Type, _ flat: JSONValue
  ) throws -> Value {
    let members = Dictionary((flat.object ?? [:]).map { (swiftName($0), $1) }) { $1 }
    do {
      // Both the value and its shared options take what they know from the same members.
      return try JSONValue.object(members.merging([shared: .object(members)]) { $1 })
        .decode(Value.self)
    } catch let error as DecodingError {
      let place = error.place.filter { $0 != shared }.map { kerasName($0.snakeCased()) }
      throw UnrollError(
        .invalidConfiguration,
        place.isEmpty
          ? "an option has a value that makes no sense" : "the option has the wrong type",
        path: place, expected: error.wanted, found: flat.value(at: place)?.brief,
        hint: KerasOptions.hint, cause: error)
    }
  }

  /// Snake case leaves digits where they are; Keras writes `beta_1` and `epsilon_1`.
  private static func kerasName(_ name: String) -> String {
    for stem in ["beta", "epsilon"] where name.hasPrefix(stem) && name != stem {
      let rest = name.dropFirst(stem.count)
      return rest.first?.isNumber ?? false ? "\(stem)_\(rest)" : name
    }
    return name
  }

  private static func swiftName(_ name: String) -> String {
    for stem in ["beta_", "epsilon_"] where name.hasPrefix(stem) {
      return "\(stem.dropLast())\(name.dropFirst(stem.count))"
    }
    return name
  }
}
