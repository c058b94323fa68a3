import UnrollTensor

/// The check that text is UTF-8, with errors that say where it is not.
enum UTF8Check {
  /// The mark that some editors put in front of UTF-8 text; it is not part of the text.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The text without a byte order mark.
  static func withoutByteOrderMark(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    bytes.starts(with: byteOrderMark) ? bytes.dropFirst(byteOrderMark.count) : bytes
  }

  /// Throws unless the bytes are UTF-8.
  ///
  /// - Parameter bytes: The text.
  /// - Throws: `UnrollError`, without a path, with the offset of the first byte that is not.
  static func validate(_ bytes: ArraySlice<UInt8>) throws {
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw UnrollError(
        .invalidInput, "the text is not valid UTF-8",
        found: "\(reason(error.kind)) at byte \(error.byteOffsets.lowerBound)",
        hint: "convert the text to UTF-8, for example with iconv")
    }
  }

  private static func reason(_ kind: UTF8.ValidationError.Kind) -> String {
    switch kind {
    case .truncatedScalar: "a character that is cut short"
    case .surrogateCodePointByte: "half of a surrogate pair"
    case .overlongEncodingByte: "an overlong encoding"
    case .invalidNonSurrogateCodePointByte: "an invalid byte"
    case .unexpectedContinuationByte: "a continuation byte without a start"
    default: "an invalid byte"
    }
  }
}
