import Foundation

// Documents hold numbers for people and pictures: digits that nobody sees only make files large.

extension Float {
  /// The number with so many digits after the point.
  func rounded(to digits: Int) -> Float { Float(Double(self).rounded(to: digits)) }
  /// The number with so many significant digits.
  func significant(_ digits: Int) -> Float { Float(Double(self).significant(digits)) }
}

extension Double {
  /// The number with so many digits after the point.
  func rounded(to digits: Int) -> Double {
    guard isFinite else { return 0 }
    let scale = pow(10, Double(digits))
    let rounded = (self * scale).rounded() / scale
    return rounded == 0 ? 0 : rounded
  }

  /// The number with so many significant digits.
  func significant(_ digits: Int) -> Double {
    guard isFinite, self != 0 else { return 0 }
    let magnitude = Int(log10(abs(self)).rounded(.down))
    let places = digits - 1 - magnitude
    // A power of ten below one is not exact.
    return places >= 0
      ? rounded(to: places) : (self / pow(10, Double(-places))).rounded() * pow(10, Double(-places))
  }
}
