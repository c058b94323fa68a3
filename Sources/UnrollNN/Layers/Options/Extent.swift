/// A size along the one axis of a sequence, which Keras's files hold as a list of one number.
public struct Extent: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
  /// The size.
  public let value: Int

  /// Creates a size.
  public init(_ value: Int) { self.value = value }
  /// Creates a size from a literal.
  public init(integerLiteral value: Int) { self.value = value }

  /// Reads a number, or a list of one.
  ///
  /// - Throws: a decoding error of Foundation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Int.self) {
      self.value = value
      return
    }
    let values = try container.decode([Int].self)
    guard values.count == 1 else {
      throw DecodingError.value(decoder, expected: "one size: a sequence has one axis of time")
    }
    value = values[0]
  }

  /// Writes a list of one number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([value])
  }

  /// Larger sizes make no sense, and their products might not fit into an integer.
  static let largest = 1 << 24

  /// Checks that a size is positive and not absurd.
  func validate(_ option: String) throws {
    try require(
      value > 0 && value <= Self.largest, "\(option) must lie between 1 and \(Self.largest)",
      found: value)
  }
}
