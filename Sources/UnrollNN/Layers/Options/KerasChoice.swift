import UnrollTensor

/// An option that holds one of a few names.
public protocol KerasChoice: RawRepresentable, CaseIterable, Codable, Sendable
where RawValue == String {}

extension KerasChoice {
  /// Reads Keras's name, in whatever capitals.
  ///
  /// - Throws: `UnrollError` that lists the names.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    let name = value.string?.lowercased()
    guard let choice = Self.allCases.first(where: { $0.rawValue.lowercased() == name }) else {
      throw UnrollError(
        .invalidConfiguration, "the option has a value that is not known",
        path: decoder.codingPath.map { $0.stringValue.snakeCased() },
        expected: Self.allCases.map(\.rawValue).joined(separator: ", "), found: value.brief)
    }
    self = choice
  }
}
