/// Decimal numbers in text, as Python's `float` reads them.
enum DecimalNumber {
  /// Reads a number that fills `text`; nil if it is none.
  ///
  /// The result is the `Double` nearest to the decimal number. `inf`, `infinity` and `nan` count as
  /// numbers, in any case; hexadecimal ones do not.
  static func parse(_ text: Span<UInt8>) -> Double? {
    var scanner = Scanner()
    guard scanner.scan(text) else { return special(text) }
    // Both factors are exact, so that there is one rounding (Clinger, 1990).
    if scanner.isExact, scanner.mantissa <= 1 << 53, abs(scanner.exponent) < powersOfTen.count {
      let mantissa = Double(scanner.mantissa)
      let power = powersOfTen[abs(scanner.exponent)]
      let value = scanner.exponent < 0 ? mantissa / power : mantissa * power
      return scanner.isNegative ? -value : value
    }
    return Double(Token(0..<text.count).text(in: text))
  }

  private static let powersOfTen: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func special(_ text: Span<UInt8>) -> Double? {
    guard text.count <= 9 else { return nil }
    switch Token(0..<text.count).text(in: text).lowercased() {
    case "inf", "+inf", "infinity", "+infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    case "nan", "+nan": return .nan
    case "-nan": return -.nan
    default: return nil
    }
  }

  /// Takes a number apart: sign, digits, power of ten.
  private struct Scanner {
    var isNegative = false
    var mantissa: UInt64 = 0
    var exponent = 0
    /// Whether all digits fitted into the mantissa.
    var isExact = true
    private var position = 0

    /// Returns false if `text` is no number.
    mutating func scan(_ text: Span<UInt8>) -> Bool {
      isNegative = skipSign(text)
      var digits = scanDigits(text, isFraction: false)
      if position < text.count, text[position] == UInt8(ascii: ".") {
        position += 1
        digits += scanDigits(text, isFraction: true)
      }
      guard digits > 0 else { return false }
      if position < text.count, text[position].lowered == UInt8(ascii: "e") {
        position += 1
        guard scanExponent(text) else { return false }
      }
      return position == text.count
    }

    /// Returns whether there was a minus sign.
    private mutating func skipSign(_ text: Span<UInt8>) -> Bool {
      guard position < text.count else { return false }
      let sign = text[position]
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { position += 1 }
      return sign == UInt8(ascii: "-")
    }

    /// Returns the number of digits.
    private mutating func scanDigits(_ text: Span<UInt8>, isFraction: Bool) -> Int {
      let start = position
      while position < text.count, (0x30...0x39).contains(text[position]) {
        // Two more digits would not overflow: 10^17 * 10 + 9 is far below 2^64.
        if mantissa < 100_000_000_000_000_000 {
          mantissa = mantissa * 10 + UInt64(text[position] - 0x30)
          if isFraction { exponent -= 1 }
        } else {
          isExact = false
        }
        position += 1
      }
      return position - start
    }

    private mutating func scanExponent(_ text: Span<UInt8>) -> Bool {
      let isNegative = skipSign(text)
      let start = position
      var value = 0
      while position < text.count, (0x30...0x39).contains(text[position]) {
        value = min(value * 10 + Int(text[position] - 0x30), 100_000)
        position += 1
      }
      exponent += isNegative ? -value : value
      return position > start
    }
  }
}
