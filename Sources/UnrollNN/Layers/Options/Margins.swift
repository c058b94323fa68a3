/// Steps at the start and at the end of a sequence, which Keras's files hold as a list of two.
public struct Margins: Sendable, Hashable, Codable {
  /// The steps at the start.
  public let start: Int
  /// The steps at the end.
  public let end: Int

  /// Creates margins.
  public init(_ start: Int, _ end: Int) { (self.start, self.end) = (start, end) }

  /// Reads one number for both ends, or a list of two.
  ///
  /// - Throws: a decoding error of Foundation.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let both = try? container.decode(Int.self) {
      self.init(both, both)
      return
    }
    let values = try container.decode([Int].self)
    guard values.count == 2 else {
      throw DecodingError.value(decoder, expected: "two sizes: a sequence has two ends")
    }
    self.init(values[0], values[1])
  }

  /// Writes a list of two numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode([start, end])
  }

  /// Checks that neither margin is negative or absurd.
  func validate(_ option: String) throws {
    try require(
      [start, end].allSatisfy { $0 >= 0 && $0 <= Extent.largest },
      "\(option) must lie between 0 and \(Extent.largest)", found: "(\(start), \(end))")
  }
}
