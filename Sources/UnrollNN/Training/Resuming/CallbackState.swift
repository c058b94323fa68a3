public import UnrollTensor

/// What a callback must know to go on in another process.
public struct CallbackState: Sendable {
  /// The kind of the callback, such as `EarlyStopping`.
  public let kind: String
  /// Numbers by name; one that is not known yet is left out.
  public var numbers: [String: Double] = [:]
  /// Texts by name.
  public var texts: [String: String] = [:]
  /// Arrays, such as the best weights.
  public var arrays: [Tensor<Float>] = []

  /// Creates an empty state.
  ///
  /// - Parameter kind: the kind of the callback.
  public init(kind: String) { self.kind = kind }

  /// A number that is kept as a whole one.
  ///
  /// - Parameter name: its name.
  /// - Returns: the number; nil if it is not there.
  /// - Throws: `UnrollError` if it is no whole number that counts something.
  public func count(_ name: String) throws -> Int? {
    guard let number = numbers[name] else { return nil }
    guard let count = Int(exactly: number), (0...Self.largestCount).contains(count) else {
      throw UnrollError(
        .corruptFile, "the checkpoint holds no such count", path: [kind, name],
        expected: "a whole number", found: "\(number)",
        hint: "the file is damaged; take the checkpoint before it")
    }
    return count
  }

  /// More epochs or batches than any run has; sums of two still fit.
  private static let largestCount = 1 << 53
}

extension CallbackState: Codable {
  // Arrays go beside the text.
  private enum CodingKeys: CodingKey { case kind, numbers, texts }
}
