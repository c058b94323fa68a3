import Foundation
import UnrollTensor

/// The modules of the page as one script.
///
/// Modules that are inside a document cannot import each other by name. So each becomes a function
/// that returns what it exports, in an order in which every module comes after those it imports.
struct PageScript {
  /// Where the skeleton wants the script.
  static let place = "<script type=\"module\" src=\"main.js\"></script>"

  /// The modules that were found, each after those that it imports.
  private(set) var modules: [String] = []
  private(set) var text = "\n"
  private var open: [String] = []

  init(_ resources: PageResources, main: String) throws {
    try add(main, resources)
  }

  private mutating func add(_ name: String, _ resources: PageResources) throws {
    guard !modules.contains(name) else { return }
    guard !open.contains(name) else {
      throw UnrollError(
        .invalidConfiguration, "modules of the page import each other in a circle", path: open)
    }
    open.append(name)
    let source = try resources.text(name)
    var body: [Substring] = []
    for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("import ") else {
        body.append(line.hasPrefix("export ") ? line.dropFirst("export ".count) : line)
        continue
      }
      let (names, module) = try Self.imports(line, of: name)
      try add(module, resources)
      body.append("const { \(names) } = \(Self.identifier(module));")
    }
    modules.append(open.removeLast())
    text += """
      const \(Self.identifier(name)) = (() => {
      \(body.joined(separator: "\n"))
      return { \(Self.exports(source).joined(separator: ", ")) };
      })();

      """
  }

  /// What a line `import { a, b } from "./file.js";` names.
  private static func imports(
    _ line: Substring, of name: String
  ) throws -> (names: Substring, module: String) {
    let form = /import \{ ([\w, ]+) \} from "\.\/([\w-]+\.js)";/
    guard let match = line.wholeMatch(of: form) else {
      throw UnrollError(
        .invalidConfiguration, "an import of the page has another form", path: [name],
        expected: #"import { a, b } from "./file.js";"#, found: String(line))
    }
    return (match.1, String(match.2))
  }

  /// The names that a module exports.
  private static func exports(_ source: String) -> [Substring] {
    source.matches(
      of: /^export (?:async )?(?:function|const|class) (\w+)/.anchorsMatchLineEndings()
    )
    .map(\.1)
  }

  private static func identifier(_ module: String) -> String {
    "module_" + module.dropLast(".js".count).replacing("-", with: "_")
  }
}
