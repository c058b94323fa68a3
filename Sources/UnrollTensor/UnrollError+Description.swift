extension UnrollError: CustomStringConvertible {
  /// One line: place, message, expected and found, hint; what the command line prints.
  public var description: String {
    var line = path.isEmpty ? message : "\(joinedPath): \(message)"
    switch (expected, found) {
    case (let expected?, let found?): line += " (expected \(expected), found \(found))"
    case (let expected?, nil): line += " (expected \(expected))"
    case (nil, let found?): line += " (found \(found))"
    case (nil, nil): break
    }
    if let hint { line += "; \(hint)" }
    return line
  }

  /// The same facts as a tree of lines, for `--verbose` and logs.
  public var detailedDescription: String {
    let facts: [(String, String?)] = [
      ("where", path.isEmpty ? nil : joinedPath),
      ("expected", expected),
      ("found", found),
      ("hint", hint),
      ("cause", cause.map { String(describing: $0) }),
    ]
    let known = facts.compactMap { name, value in value.map { (name, $0) } }
    let width = known.map { $0.0.count }.max() ?? 0
    let lines = known.enumerated().map { index, fact in
      let branch = index == known.count - 1 ? "└─" : "├─"
      let padding = String(repeating: " ", count: width - fact.0.count)
      return "\(branch) \(fact.0):\(padding) \(fact.1)"
    }
    return ([message] + lines).joined(separator: "\n")
  }

  private var joinedPath: String { path.joined(separator: " › ") }
}
