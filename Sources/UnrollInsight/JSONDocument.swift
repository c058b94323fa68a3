public import Foundation

/// Something that is written as one JSON document with a `format`.
public protocol InsightDocument: Codable, Sendable {
  /// The name of the format, such as `unroll-explanation-1`.
  var format: String { get }
}

extension InsightDocument {
  /// The document as JSON, its members in a fixed order.
  ///
  /// - Returns: UTF-8 on one line.
  /// - Throws: `EncodingError` if a number is not finite.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}

extension Explanation: InsightDocument {}
