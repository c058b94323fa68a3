/// Questions about the characters of UTF-8, answered as Python's `re` and `str.split` do.
///
/// Of bytes that are no UTF-8 something is said too; it stays inside of what there is.
extension Span<UInt8> {
  /// The place of the first byte that is not part of valid UTF-8, nil if there is none.
  var firstInvalidUTF8: Int? {
    do {
      _ = try UTF8Span(validating: self)
      return nil
    } catch {
      return error.byteOffsets.lowerBound
    }
  }

  /// The byte at `index`, 0 beyond the end: a first byte may promise more than there is.
  private func byte(at index: Int) -> UInt8 { index < count ? self[index] : 0 }

  /// The number of bytes of the white space character at `index`, 0 if it is none.
  ///
  /// The characters are those at which Python's `str.split` cuts.
  func whiteSpaceLength(at index: Int) -> Int {
    switch self[index] {
    case 0x09...0x0D, 0x1C...0x20: 1
    case 0xC2 where byte(at: index + 1) == 0x85 || byte(at: index + 1) == 0xA0: 2
    case 0xE1...0xE3 where isWideSpace(at: index): 3
    default: 0
    }
  }

  /// The number of bytes of the white space character that ends before `index`, 0 if it is none.
  ///
  /// The characters are those of `\s` in the module `regex`: unlike `str.split`, it leaves out the
  /// separators U+001C to U+001F.
  func patternSpaceLength(before index: Int) -> Int {
    guard index > 0 else { return 0 }
    let last = self[index - 1]
    if last < 0x80 { return last == 0x20 || (0x09...0x0D).contains(last) ? 1 : 0 }
    for length in 2...3 where index >= length && whiteSpaceLength(at: index - length) == length {
      return length
    }
    return 0
  }

  /// Whether the character at `index` is a decimal digit of any script.
  func isDigit(at index: Int) -> Bool {
    let byte = self[index]
    if byte < 0x80 { return (0x30...0x39).contains(byte) }
    return scalar(at: index).properties.generalCategory == .decimalNumber
  }

  /// The number of bytes of the letter, number or `_` at `index`, 0 if it is none of these.
  func wordCharacterLength(at index: Int) -> Int {
    let byte = self[index]
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): return 1
    case ..<0x80: return 0
    default: break
    }
    let scalar = scalar(at: index)
    return scalar.isWordCharacter ? Swift.min(UTF8.width(scalar), count - index) : 0
  }

  /// The number of bytes of the character at `index`.
  func characterLength(at index: Int) -> Int {
    let length =
      switch self[index] {
      case ..<0x80: 1
      case ..<0xE0: 2
      case ..<0xF0: 3
      default: 4
      }
    return Swift.min(length, count - index)
  }

  private func scalar(at index: Int) -> Unicode.Scalar {
    let length = characterLength(at: index)
    var value = UInt32(self[index]) & (0xFF >> UInt32(length + 1))
    for next in 1..<length { value = value << 6 | UInt32(byte(at: index + next) & 0x3F) }
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  /// Whether U+1680, U+2000–200A, U+2028, U+2029, U+202F, U+205F or U+3000 begins at `index`.
  private func isWideSpace(at index: Int) -> Bool {
    switch (self[index], byte(at: index + 1), byte(at: index + 2)) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80): true
    case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE2, 0x80, 0xAF): true
    default: false
    }
  }
}

extension Unicode.Scalar {
  /// Whether Python's `\w` matches: a letter or a number of any kind; marks do not count.
  fileprivate var isWordCharacter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber:
      true
    default: false
    }
  }
}
