/// Cuts texts into tokens.
///
/// A tokenizer reads UTF-8 and reports byte ranges, so that a vocabulary can look tokens up without
/// a `String` for each of them.
public protocol Tokenizer: Sendable {
  /// Appends the tokens of a text to `tokens`, in the order of the text.
  ///
  /// - Parameters:
  ///   - utf8: Valid UTF-8, such as `text.utf8.span`.
  ///   - tokens: The array that receives the tokens; what it holds already stays.
  func tokenize(_ utf8: Span<UInt8>, into tokens: inout [Token])
}

/// One token: its place in the source, and how it is written.
public struct Token: Hashable, Sendable {
  /// How a token is written.
  public enum Form: UInt8, Sendable {
    /// As the source has it.
    case source
    /// As two backticks, in place of quotation marks that open.
    case openingQuotes
    /// As two apostrophes, in place of a quotation mark that closes.
    case closingQuotes
  }

  /// The bytes of the source that the token stands for; never empty.
  public let range: Range<Int>
  /// How the token is written.
  public let form: Form

  /// Creates a token.
  ///
  /// - Parameters:
  ///   - range: The bytes of the source that it stands for.
  ///   - form: How it is written.
  @inlinable
  public init(_ range: Range<Int>, form: Form = .source) {
    self.range = range
    self.form = form
  }

  /// The token's text.
  ///
  /// - Parameter utf8: The text that the token was found in.
  /// - Returns: The bytes of the token's range, or the quotation marks that replace them.
  public func text(in utf8: Span<UInt8>) -> String {
    switch form {
    case .openingQuotes: return "``"
    case .closingQuotes: return "''"
    case .source:
      let bytes = utf8.extracting(range)
      return String(unsafeUninitializedCapacity: bytes.count) { buffer in
        for index in bytes.indices { buffer[index] = bytes[index] }
        return bytes.count
      }
    }
  }
}

extension Tokenizer {
  /// The tokens of a text.
  ///
  /// - Parameter text: Any text.
  /// - Returns: The tokens as they are written, quotation marks replaced.
  public func tokenize(_ text: String) -> [String] {
    let utf8 = text.utf8.span
    var tokens: [Token] = []
    tokenize(utf8, into: &tokens)
    return tokens.map { $0.text(in: utf8) }
  }

  /// The place of every token of a text.
  ///
  /// - Parameter text: Any text.
  /// - Returns: Ranges of the text; where a token is a quotation mark, the mark of the source.
  public func spans(_ text: String) -> [Range<String.Index>] {
    var tokens: [Token] = []
    tokenize(text.utf8.span, into: &tokens)
    let (bytes, start) = (text.utf8, text.startIndex)
    var (index, offset) = (start, 0)
    return tokens.map { token in
      let lower = bytes.index(index, offsetBy: token.range.lowerBound - offset)
      let upper = bytes.index(lower, offsetBy: token.range.count)
      (index, offset) = (upper, token.range.upperBound)
      return lower..<upper
    }
  }
}
