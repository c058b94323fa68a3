import Foundation

/// Whether results are coloured.
struct TerminalStyle {
  /// Whether colours may be used.
  let usesColor: Bool
  /// The number of columns of a line.
  let width: Int

  /// What standard output can do: colours on a terminal, unless `NO_COLOR` forbids them.
  static var standardOutput: TerminalStyle {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1 && environment["TERM"] != "dumb"
    return TerminalStyle(
      usesColor: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty,
      width: isTerminal ? columns : 80)
  }

  /// The width of the terminal, not more than is well read.
  private static var columns: Int {
    var size = winsize()
    let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? min(max(Int(size.ws_col), 40), 120) : 80
  }
}
