import Foundation
import UnrollNN
import UnrollTensor

/// A JSON text from elsewhere, held against limits before it is parsed.
struct JSONDocument {
  /// The most bytes of a text.
  static let largestText = 64 << 20
  /// The deepest nesting; the descriptions of chains of layers stay below 20.
  static let deepestNesting = 64

  /// The content.
  let value: JSONValue

  /// Parses a text.
  ///
  /// - Throws: `UnrollError`, without the name of the file.
  init(_ bytes: [UInt8]) throws {
    guard bytes.count <= Self.largestText else {
      throw UnrollError(
        .limitExceeded, "the JSON text is too long", expected: "at most \(Self.largestText) bytes",
        found: "\(bytes.count)",
        hint: "this is no description of a model; name another file")
    }
    try Self.checkNesting(bytes)
    do {
      value = try JSONValue(parsing: Data(bytes))
    } catch {
      throw Self.broken(cause: error)
    }
  }

  /// Counts brackets outside strings: parsers go one call deeper at each.
  private static func checkNesting(_ bytes: [UInt8]) throws {
    var (depth, inString, isEscaped) = (0, false, false)
    for byte in bytes {
      if inString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
      // Extensions of JSON in which brackets could hide.
      case UInt8(ascii: "'"), UInt8(ascii: "/"): throw broken()
      default: break
      }
      guard depth <= deepestNesting else {
        throw UnrollError(
          .limitExceeded, "the JSON text is nested too deeply",
          expected: "at most \(deepestNesting) levels",
          hint: "this is no description of a model; name another file")
      }
    }
    guard depth == 0, !inString else { throw broken(hint: "the text ends in the middle") }
  }

  private static func broken(hint: String? = nil, cause: (any Error)? = nil) -> UnrollError {
    UnrollError(
      .corruptFile, "the text is not valid JSON",
      hint: hint ?? "write it with model.to_json() or model.save()", cause: cause)
  }
}
