/// Clitics and contractions: what becomes of a chunk between two cuts.
extension TreebankScanner {
  /// Appends the tokens of the chunk that ends before `end`.
  mutating func flush(_ text: Span<UInt8>, before end: Int, follower: Follower) {
    if chunkIsMixed {
      cutClitics(text, chunkStart..<end, follower: follower)
    } else if isContractionCandidate(text, before: end) {
      cutContractions(text, chunkStart..<end, followsSpace: chunkFollowsSpace)
    } else {
      tokens.append(Token(chunkStart..<end))
    }
  }

  /// Whether the chunk, a single word, may be `cannot`, `gimme`, `gonna`, `gotta`, `lemme` or
  /// `wanna`.
  private func isContractionCandidate(_ text: Span<UInt8>, before end: Int) -> Bool {
    guard end - chunkStart == 5 || end - chunkStart == 6 else { return false }
    switch text[chunkStart].lowered {
    case UInt8(ascii: "c"), UInt8(ascii: "g"), UInt8(ascii: "l"), UInt8(ascii: "w"): return true
    default: return false
    }
  }

  /// Cuts clitics from the end of a chunk, in the order of nltk's rules: an apostrophe; then one
  /// letter; then two letters.
  private mutating func cutClitics(
    _ text: Span<UInt8>, _ chunk: Range<Int>, follower: Follower
  ) {
    var apostrophe = chunk.upperBound
    if follower == .earlySpace, chunk.count > 1, text[apostrophe - 1] == .apostrophe {
      apostrophe -= 1
    }
    var (short, long) = (apostrophe, apostrophe)
    if follower != .otherWhiteSpace {
      short -= shortCliticLength(text, chunk.lowerBound..<apostrophe)
      long = short - longCliticLength(text, chunk.lowerBound..<short)
    }
    cutContractions(text, chunk.lowerBound..<long, followsSpace: chunkFollowsSpace)
    if long < short { tokens.append(Token(long..<short)) }
    if short < apostrophe { tokens.append(Token(short..<apostrophe)) }
    if apostrophe < chunk.upperBound { tokens.append(Token(apostrophe..<chunk.upperBound)) }
  }

  /// The length of `'`, `'s`, `'m` or `'d` after something else at the end of a piece, or 0.
  private func shortCliticLength(_ text: Span<UInt8>, _ piece: Range<Int>) -> Int {
    guard piece.count > 1 else { return 0 }
    let last = text[piece.upperBound - 1]
    if last == .apostrophe { return 1 }
    guard piece.count > 2, text[piece.upperBound - 2] == .apostrophe else { return 0 }
    switch last.lowered {
    case UInt8(ascii: "s"), UInt8(ascii: "m"), UInt8(ascii: "d"): return 2
    default: return 0
    }
  }

  /// The length of `'ll`, `'re`, `'ve` or `n't` in one case at the end of a piece, or 0.
  private func longCliticLength(_ text: Span<UInt8>, _ piece: Range<Int>) -> Int {
    guard piece.count > 3, text[piece.upperBound - 4] != .apostrophe else { return 0 }
    let start = piece.upperBound - 3
    switch (text[start], text[start + 1], text[start + 2]) {
    case (0x27, 0x6C, 0x6C), (0x27, 0x4C, 0x4C),  // 'll 'LL
      (0x27, 0x72, 0x65), (0x27, 0x52, 0x45),  // 're 'RE
      (0x27, 0x76, 0x65), (0x27, 0x56, 0x45),  // 've 'VE
      (0x6E, 0x27, 0x74), (0x4E, 0x27, 0x54):  // n't N'T
      return 3
    default: return 0
    }
  }
}
