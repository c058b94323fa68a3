import Foundation

/// The numbers of Keras's progress bar.
enum ProgressFormat {
  /// ` - accuracy: 0.7138 - loss: 0.5723`: the figures by name, those of the validation last.
  static func figures(_ figures: [String: Double]) -> String {
    let names = figures.keys.sorted { left, right in
      (left.hasPrefix("val_") ? 1 : 0, left) < (right.hasPrefix("val_") ? 1 : 0, right)
    }
    return names.map { " - \($0): \(number(figures[$0] ?? .nan))" }.joined()
  }

  /// Four digits after the point; very small numbers with an exponent.
  static func number(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    return String(format: abs(value) > 1e-3 ? "%.4f" : "%.4e", value)
  }

  /// `12s`, `1:05` or `1:02:05`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(seconds, 0))
    let (minutes, rest) = (whole / 60 % 60, whole % 60)
    if seconds > 3600 { return "\(whole / 3600):" + padded(minutes) + ":" + padded(rest) }
    if seconds > 60 { return "\(whole / 60):" + padded(rest) }
    return "\(whole)s"
  }

  /// `212ms/step`, in the unit that fits.
  static func perStep(_ seconds: Double) -> String {
    if seconds >= 1 || seconds == 0 { return "\(rounded(seconds))s/step" }
    if seconds >= 1e-3 { return "\(rounded(seconds * 1e3))ms/step" }
    return "\(rounded(seconds * 1e6))us/step"
  }

  /// A whole number.
  static func rounded(_ value: Double) -> String { String(format: "%.0f", value) }

  private static func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
