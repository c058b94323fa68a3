import UnrollTensor

extension ActivationFunction: Codable {
  /// Second names of functions.
  private static let aliases: [String: ActivationFunction] = [
    "swish": .silu, "hard_swish": .hardSilu,
  ]

  /// Functions of Keras that no layer of a file can apply, and why.
  private static let refused = [
    "glu": "it halves an axis, and Keras plans its layers as if it did not",
    "threshold": "it takes two numbers, which a name does not give",
  ]

  /// Reads a name, or Keras's object form of a function; null stands for `linear`.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    guard value != .null else {
      self = .linear
      return
    }
    let name = value.string ?? value["config"]?.string ?? value["class_name"]?.string ?? "?"
    if let reason = Self.refused[name] {
      throw UnrollError(
        .unsupported, "the activation \(name) is not supported: \(reason)", found: name,
        hint: "use another activation, or Activation in a layer of its own")
    }
    guard let activation = Self.aliases[name] ?? ActivationFunction(rawValue: name) else {
      let known = Self.allCases.filter(\.hasKerasName).map(\.rawValue).sorted()
      throw UnrollError(
        .unsupported, "the activation is not known", found: name,
        hint: "known are \(known.joined(separator: ", "))")
    }
    self = activation
  }

  /// Writes the name.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
