import Foundation

/// Standard error: progress and notes for people.
struct Console: Sendable {
  /// Whether progress and notes are left out.
  let isQuiet: Bool
  /// Whether somebody is watching: lines can be drawn over, and a bar makes sense.
  let isTerminal: Bool
  /// Whether colours may be used.
  let usesColor: Bool

  /// Looks at standard error and the environment.
  init(isQuiet: Bool) {
    let environment = ProcessInfo.processInfo.environment
    let isDumb = environment["TERM"] == "dumb"
    self.isQuiet = isQuiet
    isTerminal = isatty(STDERR_FILENO) == 1 && !isDumb
    usesColor = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Writes a line, unless the user asked for quiet.
  func note(_ line: @autoclosure () -> String) {
    if !isQuiet { Self.report(line()) }
  }

  /// Writes text as it is, unless the user asked for quiet.
  func draw(_ text: String) {
    if !isQuiet { Self.send(text) }
  }

  /// The text between the codes of a style, where colours are used.
  func styled(_ text: String, _ style: Style) -> String {
    usesColor && !text.isEmpty ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// A way to set text off.
  enum Style: Int {
    case bold = 1
    case green = 32
    case white = 37
  }

  /// Writes a line whatever the user asked for.
  static func report(_ line: String) { send(line + "\n") }

  private static func send(_ text: String) {
    // Nobody is left to tell when standard error is closed.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
