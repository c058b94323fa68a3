extension JSONReader {
  /// Powers of ten that a double holds exactly.
  private static let exactPowers: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  /// Reads a number, `NaN` or an infinity.
  ///
  /// - Returns: the nearest double.
  /// - Throws: ``ServiceError`` if it is none, or too large for a double.
  package mutating func number() throws -> Double {
    skipSpace()
    let start = position
    let isNegative = skip(UInt8(ascii: "-"))
    if let word = specialNumber() { return isNegative ? -word : word }
    var digits = Digits()
    if !skip(UInt8(ascii: "0")) {
      guard takeDigits(&digits, isFraction: false) else { throw failure("Invalid value.") }
    }
    if skip(UInt8(ascii: ".")) {
      guard takeDigits(&digits, isFraction: true) else {
        throw failure("Miss fraction part in number.")
      }
    }
    if skip(UInt8(ascii: "e")) || skip(UInt8(ascii: "E")) { try takeExponent(&digits) }
    if let value = digits.exact(Self.exactPowers) { return isNegative ? -value : value }
    let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)) ?? .infinity
    guard value.isFinite else { throw failure("Number too big to be stored in double.") }
    return value
  }

  /// A number as long as it is decimal digits.
  private struct Digits {
    var mantissa: UInt64 = 0
    var exponent = 0
    var count = 0

    /// The value, where one multiplication or division of exact numbers gives the nearest double.
    func exact(_ powers: [Double]) -> Double? {
      guard count <= 15, abs(exponent) < powers.count else { return nil }
      let value = Double(mantissa)
      return exponent < 0 ? value / powers[-exponent] : value * powers[exponent]
    }
  }

  private mutating func specialNumber() -> Double? {
    if skip("NaN") { return .nan }
    if skip("Infinity") || skip("Inf") { return .infinity }
    return nil
  }

  private mutating func takeDigits(_ digits: inout Digits, isFraction: Bool) -> Bool {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      digits.count += 1
      if digits.count <= 15 {
        digits.mantissa = digits.mantissa * 10 + UInt64(byte - UInt8(ascii: "0"))
        if isFraction { digits.exponent -= 1 }
      }
      position += 1
    }
    return position > start
  }

  private mutating func takeExponent(_ digits: inout Digits) throws {
    let isNegative = skip(UInt8(ascii: "-"))
    if !isNegative { _ = skip(UInt8(ascii: "+")) }
    let start = position
    var exponent = 0
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      exponent = min(exponent * 10 + Int(byte - UInt8(ascii: "0")), 10_000)
      position += 1
    }
    guard position > start else { throw failure("Miss exponent in number.") }
    digits.exponent += isNegative ? -exponent : exponent
  }
}
