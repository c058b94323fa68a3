/// The pass over the bytes: cuts around white space and punctuation, and hands the chunks between
/// two cuts to ``flush(_:before:follower:)``.
struct TreebankScanner {
  /// What comes after a chunk; the clitic rules ask for it.
  ///
  /// nltk makes room by inserting spaces, and its later rules see the spaces that its earlier rules
  /// inserted. So it matters when a space came into being.
  enum Follower {
    /// White space that is no space, a newline for example: clitics stay.
    case otherWhiteSpace
    /// A space that brackets, double dashes, closing quotes or the end of the text insert: it is
    /// there for the rules about clitics, too late for the one about a lone apostrophe.
    case lateSpace
    /// A space of the text, or one inserted by punctuation: it is there for both.
    case earlySpace
  }

  /// The tokens found so far.
  var tokens: [Token]
  /// Where the current chunk began.
  var chunkStart = 0
  /// Whether the current chunk follows a space, inserted or not, or begins the text.
  var chunkFollowsSpace = true
  /// Whether the current chunk holds anything but ASCII letters, digits and `_`.
  var chunkIsMixed = false
  /// The end of the last pair of backticks, or of a quotation mark that begins the text: the rules
  /// for opening quotes see a space there.
  private var backticksEnd = -1
  /// The comma or colon that the rule for the one before it has used up.
  private var usedComma = -1
  /// The end of the text without what the rule for the final period drops.
  private var end = 0
  /// The period that ends the text, if one does.
  private var finalPeriod = -1

  init(tokens: [Token]) { self.tokens = tokens }

  /// Appends the tokens of a text.
  mutating func scan(_ text: Span<UInt8>) {
    findFinalPeriod(text)
    let classes = ByteClass.table
    var index = 0
    while index < end {
      let kind = classes[Int(text[index])]
      if kind == .word {
        index += 1
      } else if kind == .space {
        endChunk(text, at: index, next: index + 1, follower: .earlySpace)
        index += 1
      } else {
        index = read(kind, text, at: index)
      }
    }
    endChunk(text, at: end, next: end, follower: finalPeriod < 0 ? .lateSpace : .earlySpace)
  }

  /// Handles a byte that is neither a word character nor a space; returns where to go on.
  private mutating func read(_ kind: ByteClass, _ text: Span<UInt8>, at index: Int) -> Int {
    switch kind {
    case .quote: return readQuote(text, at: index)
    case .apostrophe: return readApostrophe(text, at: index)
    case .backtick: return readBacktick(text, at: index)
    case .comma: return readComma(text, at: index)
    case .period: return readPeriods(text, at: index)
    case .dash: return readDash(text, at: index)
    case .bracket: return cut(text, index..<(index + 1), follower: .lateSpace)
    case .mark: return cut(text, index..<(index + 1), follower: .earlySpace)
    case .whiteSpace, .beyondASCII:
      let length = text.whiteSpaceLength(at: index)
      guard length > 0 else { return keep(index + 1) }
      endChunk(text, at: index, next: index + length, follower: .otherWhiteSpace)
      return index + length
    case .other, .word, .space: return keep(index + 1)
    }
  }

  private mutating func readQuote(_ text: Span<UInt8>, at index: Int) -> Int {
    if index == 0 { backticksEnd = 1 }
    let form: Token.Form = opensQuotes(text, at: index) ? .openingQuotes : .closingQuotes
    return cut(text, index..<(index + 1), form: form, follower: .lateSpace)
  }

  /// Two apostrophes are a quotation mark; one belongs to its chunk.
  private mutating func readApostrophe(_ text: Span<UInt8>, at index: Int) -> Int {
    guard holds(.apostrophe, text, at: index + 1) else { return keep(index + 1) }
    let opens = index > 0 && opensQuotes(text, at: index)
    return cut(
      text, index..<(index + 2), form: opens ? .openingQuotes : .source, follower: .lateSpace)
  }

  private mutating func readBacktick(_ text: Span<UInt8>, at index: Int) -> Int {
    guard holds(.backtick, text, at: index + 1) else { return keep(index + 1) }
    backticksEnd = index + 2
    return cut(text, index..<(index + 2), follower: .earlySpace)
  }

  /// A comma or colon is a token at the end and before anything but a digit, unless the rule used
  /// it up as the character after another one: `a,,b` gives `a` `,` `,b`.
  private mutating func readComma(_ text: Span<UInt8>, at index: Int) -> Int {
    let next = index + 1
    if next < end {
      if usedComma == index || text.isDigit(at: next) { return keep(next) }
      if ByteClass.table[Int(text[next])] == .comma { usedComma = next }
    }
    return cut(text, index..<next, follower: .earlySpace)
  }

  /// Three periods are an ellipsis; the rest of a run belongs to its chunk.
  private mutating func readPeriods(_ text: Span<UInt8>, at index: Int) -> Int {
    if index == finalPeriod {
      endChunk(text, at: index, next: index, follower: .earlySpace)
    } else if holds(UInt8(ascii: "."), text, at: index + 1),
      holds(UInt8(ascii: "."), text, at: index + 2)
    {
      return cut(text, index..<(index + 3), follower: .earlySpace)
    }
    return keep(index + 1)
  }

  private mutating func readDash(_ text: Span<UInt8>, at index: Int) -> Int {
    guard holds(UInt8(ascii: "-"), text, at: index + 1) else { return keep(index + 1) }
    return cut(text, index..<(index + 2), follower: .lateSpace)
  }
}

extension TreebankScanner {
  /// Ends the chunk before `range` and makes `range` a token; returns its end.
  private mutating func cut(
    _ text: Span<UInt8>, _ range: Range<Int>, form: Token.Form = .source, follower: Follower
  ) -> Int {
    endChunk(text, at: range.lowerBound, next: range.upperBound, follower: follower)
    chunkFollowsSpace = true
    tokens.append(Token(range, form: form))
    return range.upperBound
  }

  /// Ends the current chunk at `index` and begins one at `next`.
  private mutating func endChunk(
    _ text: Span<UInt8>, at index: Int, next: Int, follower: Follower
  ) {
    if index > chunkStart { flush(text, before: index, follower: follower) }
    chunkStart = next
    chunkFollowsSpace = follower != .otherWhiteSpace
    chunkIsMixed = false
  }

  /// Leaves the byte before `next` in the chunk; returns `next`.
  private mutating func keep(_ next: Int) -> Int {
    chunkIsMixed = true
    return next
  }

  private func holds(_ byte: UInt8, _ text: Span<UInt8>, at index: Int) -> Bool {
    index < end && text[index] == byte
  }

  /// Whether quotation marks at `index` open: at the start, and after a space or a bracket.
  private func opensQuotes(_ text: Span<UInt8>, at index: Int) -> Bool {
    if index == 0 || index == backticksEnd { return true }
    switch text[index - 1] {
    case UInt8(ascii: " "), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "<"):
      return true
    default: return false
    }
  }

  /// Finds the period that ends the text, but for closing marks and white space, and drops that
  /// white space.
  ///
  /// The period must follow something else than a period; an ellipsis before it counts as such.
  private mutating func findFinalPeriod(_ text: Span<UInt8>) {
    end = text.count
    var textEnd = text.count
    while case let length = text.patternSpaceLength(before: textEnd), length > 0 {
      textEnd -= length
    }
    var period = textEnd - 1
    while period >= 0, isClosingMark(text[period]) { period -= 1 }
    guard period > 0 else { return }
    var runStart = period + 1
    while runStart > 0, text[runStart - 1] == UInt8(ascii: ".") { runStart -= 1 }
    guard (period + 1 - runStart) % 3 == 1 else { return }
    (finalPeriod, end) = (period, textEnd)
  }

  private func isClosingMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "]"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: ">"),
      UInt8(ascii: "\""), .apostrophe:
      true
    default: false
    }
  }
}
