import UnrollTensor

/// An object among the options of a layer, as Keras writes it: a class with options, or the name
/// of a class or an alias of it, which stands for its defaults.
struct KerasObject {
  /// The name as the file has it.
  let name: String
  /// The name in lower case and without underscores: `L1L2`, `l1_l2` and `l1l2` are the same.
  let key: String
  private let config: JSONValue

  /// Reads an object or a name.
  ///
  /// - Throws: `UnrollError` for an object of a class that is not Keras's own.
  init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    name = value.string ?? value["class_name"]?.string ?? "?"
    key = name.lowercased().filter { $0 != "_" }
    config = value["config"] ?? .null
    guard let registered = value["registered_name"]?.string else { return }
    guard registered == name else {
      throw UnrollError(
        .unsupported, "only classes of Keras are supported", found: registered,
        hint: "use one of Keras's own classes, or leave the option out")
    }
  }

  /// A number among the options; an option that is absent or null has its default.
  ///
  /// - Throws: `UnrollError` if the option is something else.
  func number(_ option: String, _ standard: Float) throws -> Float {
    guard let value = config[option], value != .null else { return standard }
    guard let number = value.number.map(Float.init), number.isFinite else {
      throw wrong(option, "a number")
    }
    return number
  }

  /// A name among the options; an option that is absent or null has its default.
  ///
  /// - Throws: `UnrollError` with the known names if the option holds none of them.
  func choice<Choice: RawRepresentable & CaseIterable>(
    _ option: String, _ standard: Choice
  ) throws -> Choice where Choice.RawValue == String {
    guard let value = config[option], value != .null else { return standard }
    guard let choice = value.string.flatMap(Choice.init(rawValue:)) else {
      throw wrong(option, Choice.allCases.map(\.rawValue).joined(separator: " or "))
    }
    return choice
  }

  /// Axes among the options: one integer or a list; nil if the option is absent or null.
  ///
  /// - Throws: `UnrollError` if the option is something else.
  func axes(_ option: String) throws -> [Int]? {
    guard let value = config[option], value != .null else { return nil }
    let list = (value.array ?? [value]).compactMap(\.integer)
    guard !list.isEmpty, list.count == value.array?.count ?? 1 else {
      throw wrong(option, "an axis or a list of axes")
    }
    return list
  }

  /// The seed as the file has it: a number, or an object that makes seeds; nil if there is none.
  var seed: JSONValue? { config["seed"].flatMap { $0 == .null ? nil : $0 } }

  private func wrong(_ option: String, _ expected: String) -> UnrollError {
    UnrollError(
      .invalidConfiguration, "an option of \(name) does not fit", path: [option],
      expected: expected, found: config[option]?.brief)
  }

  /// The form in which Keras reads an object.
  static func form(_ className: String, _ config: [String: JSONValue]) -> JSONValue {
    .object(["class_name": .string(className), "config": .object(config)])
  }
}

extension JSONValue {
  /// A number with the shortest decimal form that reads back as the same `Float`.
  static func float(_ value: Float) -> JSONValue { .number(Double("\(value)") ?? Double(value)) }

  /// One axis as an integer, several as a list.
  static func axes(_ axes: [Int]) -> JSONValue {
    axes.count == 1 ? .integer(axes[0]) : .array(axes.map(JSONValue.integer))
  }
}
