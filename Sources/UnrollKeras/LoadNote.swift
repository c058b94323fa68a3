/// Something in a file that reading left out because predictions do not depend on it.
public struct LoadNote: Sendable, Hashable, CustomStringConvertible {
  /// Where, outermost first.
  public let path: [String]
  /// What was left out and why.
  public let message: String

  init(_ message: String, path: [String] = []) {
    self.message = message
    self.path = path
  }

  /// One line: place and message.
  public var description: String {
    path.isEmpty ? message : "\(path.joined(separator: " › ")): \(message)"
  }

  func within(_ place: String) -> LoadNote { LoadNote(message, path: [place] + path) }
}
