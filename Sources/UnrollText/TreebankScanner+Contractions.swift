/// The contractions of Robert MacIntyre's list, in any case, between word boundaries.
extension TreebankScanner {
  /// Appends the tokens of a piece, its contractions cut in two.
  ///
  /// - Parameters:
  ///   - text: The whole text.
  ///   - piece: A part of it that white space or cuts surround.
  ///   - followsSpace: Whether the piece follows a space, inserted or not, or begins the text.
  mutating func cutContractions(
    _ text: Span<UInt8>, _ piece: Range<Int>, followsSpace: Bool
  ) {
    var (start, followsSpace) = (piece.lowerBound, followsSpace)
    var index = start
    // The shortest contraction, d'ye, has four letters.
    while piece.upperBound - index >= 4 {
      if let (middle, end) = contraction(text, index..<piece.upperBound) {
        cutLeadingContractions(text, start..<index, followsSpace: followsSpace)
        tokens.append(Token(index..<middle))
        tokens.append(Token(middle..<end))
        (start, index, followsSpace) = (end, end, true)
      } else {
        index = nextWord(text, after: index, in: piece)
      }
    }
    cutLeadingContractions(text, start..<piece.upperBound, followsSpace: followsSpace)
  }

  /// The start of the next run of word characters after the one at `index`, or the piece's end.
  private func nextWord(_ text: Span<UInt8>, after index: Int, in piece: Range<Int>) -> Int {
    var index = index
    while index < piece.upperBound {
      let length = text.wordCharacterLength(at: index)
      if length == 0 { break }
      index += length
    }
    while index < piece.upperBound, text.wordCharacterLength(at: index) == 0 {
      index += text.characterLength(at: index)
    }
    return index
  }

  /// The middle and the end of the contraction at the start of `rest`, which a word boundary
  /// precedes.
  private func contraction(_ text: Span<UInt8>, _ rest: Range<Int>) -> (middle: Int, end: Int)? {
    let initial = text[rest.lowerBound].lowered
    for contraction in Contraction.inside where contraction.first[0] == initial {
      if let (middle, end) = text.end(of: contraction, in: rest) {
        return !contraction.needsSpace || end == rest.upperBound ? (middle, end) : nil
      }
    }
    return nil
  }

  /// Appends the tokens of a part in which only `'tis` and `'twas` are left to cut, after a space.
  private mutating func cutLeadingContractions(
    _ text: Span<UInt8>, _ part: Range<Int>, followsSpace: Bool
  ) {
    var rest = part
    if followsSpace, part.count >= 4, text[part.lowerBound] == .apostrophe {
      for contraction in Contraction.leading {
        guard let (middle, end) = text.end(of: contraction, in: rest) else { continue }
        tokens.append(Token(rest.lowerBound..<middle))
        tokens.append(Token(middle..<end))
        rest = end..<rest.upperBound
      }
    }
    if !rest.isEmpty { tokens.append(Token(rest)) }
  }
}

/// A word that is cut in two.
private struct Contraction: Sendable {
  let first: [UInt8]
  let second: [UInt8]
  /// Whether white space must follow.
  var needsSpace = false

  init(_ first: String, _ second: String, needsSpace: Bool = false) {
    self.first = Array(first.utf8)
    self.second = Array(second.utf8)
    self.needsSpace = needsSpace
  }

  /// Those that a word boundary precedes.
  static let inside = [
    Contraction("can", "not"), Contraction("d", "'ye"), Contraction("gim", "me"),
    Contraction("gon", "na"), Contraction("got", "ta"), Contraction("lem", "me"),
    Contraction("more", "'n"), Contraction("wan", "na", needsSpace: true),
  ]

  /// Those that a space precedes; in this order and once each, as nltk's rules run.
  static let leading = [Contraction("'t", "is"), Contraction("'t", "was")]
}

extension Span<UInt8> {
  /// The middle and the end of `contraction` at the start of `range`, if a word ends there.
  fileprivate func end(
    of contraction: Contraction, in range: Range<Int>
  ) -> (middle: Int, end: Int)? {
    guard
      let middle = end(ofLetters: contraction.first, in: range),
      let end = end(ofLetters: contraction.second, in: middle..<range.upperBound),
      end == range.upperBound || wordCharacterLength(at: end) == 0
    else { return nil }
    return (middle, end)
  }

  /// The end of `letters`, in any case, at the start of `range`; nil if another text stands there.
  ///
  /// As Python's `re` does when it ignores case, `i` matches `İ` and `ı` too, and `s` matches `ſ`.
  private func end(ofLetters letters: [UInt8], in range: Range<Int>) -> Int? {
    var index = range.lowerBound
    for letter in letters {
      guard index < range.upperBound else { return nil }
      if self[index] == letter || (letter != .apostrophe && self[index].lowered == letter) {
        index += 1
      } else if index + 1 < range.upperBound, isSpecialCase(of: letter, at: index) {
        index += 2
      } else {
        return nil
      }
    }
    return index
  }

  private func isSpecialCase(of letter: UInt8, at index: Int) -> Bool {
    switch (letter, self[index]) {
    case (UInt8(ascii: "i"), 0xC4): self[index + 1] == 0xB0 || self[index + 1] == 0xB1
    case (UInt8(ascii: "s"), 0xC5): self[index + 1] == 0xBF
    default: false
    }
  }
}
