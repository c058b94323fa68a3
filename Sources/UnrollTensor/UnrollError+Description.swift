import Foundation

extension UnrollError: CustomStringConvertible {
  /// One line: place, message, expected and found, hint; what the command line prints.
  ///
  /// Control characters are written out, wherever they come from: names in files are not trusted.
  public var description: String {
    var line = path.isEmpty ? message : "\(joinedPath): \(message)"
    switch (expected, found) {
    case (let expected?, let found?): line += " (expected \(expected), found \(found))"
    case (let expected?, nil): line += " (expected \(expected))"
    case (nil, let found?): line += " (found \(found))"
    case (nil, nil): break
    }
    if let hint { line += "; \(hint)" }
    return line.printable
  }

  /// The same facts as a tree of lines, for `--verbose` and logs.
  public var detailedDescription: String {
    let facts: [(String, String?)] = [
      ("where", path.isEmpty ? nil : joinedPath),
      ("expected", expected),
      ("found", found),
      ("hint", hint),
      ("cause", cause.flatMap(Self.words)),
    ]
    let known = facts.compactMap { name, value in value.map { (name, $0.printable) } }
    let width = known.map { $0.0.count }.max() ?? 0
    let lines = known.enumerated().map { index, fact in
      let branch = index == known.count - 1 ? "└─" : "├─"
      let padding = String(repeating: " ", count: width - fact.0.count)
      return "\(branch) \(fact.0):\(padding) \(fact.1)"
    }
    return ([message.printable] + lines).joined(separator: "\n")
  }

  /// What another library says in words; nil where it has none but the names of types.
  private static func words(_ cause: any Error) -> String? {
    switch cause {
    case let cause as UnrollError: cause.description
    case is DecodingError: nil
    default: cause.localizedDescription
    }
  }

  private var joinedPath: String { path.joined(separator: " › ") }
}
