import ArgumentParser
import UnrollNN

/// What an option says of a figure: `val_loss:3,mode=min,restore-best`.
struct CallbackRule {
  /// The figure.
  let figure: String
  /// The number after the colon.
  let patience: Int?
  private let option: String
  private var values: [String: String] = [:]

  /// The names that stand without a value.
  private static let switches: Set<String> = ["restore-best"]

  /// Reads a rule.
  ///
  /// - Parameters:
  ///   - text: the text of the option.
  ///   - option: its name, for messages.
  ///   - names: what may follow the figure.
  /// - Throws: `ValidationError` that says what is wrong.
  init(_ text: String, option: String, names: [String]) throws {
    self.option = option
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let head = parts[0].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    figure = String(head[0])
    patience = head.count > 1 ? Int(head[1]) : nil
    guard !figure.isEmpty, head.count == 1 || (patience ?? -1) >= 0 else {
      throw ValidationError("\(option) begins with a figure, as in val_loss:3, not \(parts[0]).")
    }
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = String(pair[0])
      guard names.contains(name), (pair.count == 1) == Self.switches.contains(name) else {
        throw ValidationError("\(option) knows \(names.joined(separator: ", ")), not \(part).")
      }
      values[name] = pair.count > 1 ? String(pair[1]) : ""
    }
    try check()
  }

  /// Whether a name stands there.
  func has(_ name: String) -> Bool { values[name] != nil }

  /// The number given for a name.
  ///
  /// - Throws: `ValidationError` if it is none.
  func number(_ name: String) throws -> Double? {
    try values[name].map { text in
      guard let number = Double(text), number.isFinite else { throw wrong(name, "a number") }
      return number
    }
  }

  /// The whole number given for a name.
  ///
  /// - Throws: `ValidationError` if it is none, or negative.
  func integer(_ name: String) throws -> Int? {
    try values[name].map { text in
      guard let number = Int(text), number >= 0 else { throw wrong(name, "a whole number") }
      return number
    }
  }

  /// Which of two values is the better one.
  ///
  /// - Throws: `ValidationError` if nobody knows what is meant.
  func mode() throws -> MonitorMode {
    try values["mode"].map { text in
      guard let mode = MonitorMode(rawValue: text) else { throw wrong("mode", "min, max or auto") }
      return mode
    } ?? .auto
  }

  private func check() throws {
    _ = try mode()
    for name in ["min-delta", "baseline", "factor", "min-lr"] { _ = try number(name) }
    for name in ["start-from-epoch", "cooldown"] { _ = try integer(name) }
  }

  private func wrong(_ name: String, _ wanted: String) -> ValidationError {
    ValidationError("\(name) of \(option) must be \(wanted), not \(values[name] ?? "").")
  }
}
