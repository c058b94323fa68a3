import Foundation
import Testing
import UnrollTensor

@testable import UnrollInsight

@Suite("The script of the page")
struct PageScriptTests {
  /// Writes modules into a folder of their own and joins them.
  private func script(_ files: [String: String]) throws -> PageScript {
    let folder = FileManager.default.temporaryDirectory.appending(path: "unroll-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }
    return try PageScript(PageResources(folder: folder), main: "main.js")
  }

  @Test("has every module once, after those that it imports")
  func order() throws {
    let joined = try script([
      "main.js": "import { b } from \"./b-2.js\";\nimport { c } from \"./c.js\";\nb(c);",
      "b-2.js": "import { c } from \"./c.js\";\nexport function b() { return c; }",
      "c.js": "export const c = 1;\nexport class D {}\nexport async function e() {}",
    ])
    #expect(joined.modules == ["c.js", "b-2.js", "main.js"])
    #expect(joined.text.contains("const { c } = module_c;\nfunction b() { return c; }"))
    #expect(joined.text.contains("return { c, D, e };"))
    #expect(joined.text.contains("const { b } = module_b_2;"))
    #expect(!joined.text.contains("import ") && !joined.text.contains("export "))
  }

  @Test("refuses circles, imports of another form and files that are not there")
  func refuses() {
    let bad = [
      ["main.js": "import { a } from \"./a.js\";", "a.js": "import { b } from \"./main.js\";"],
      ["main.js": "import a from \"./a.js\";", "a.js": ""],
      ["main.js": "import { a } from \"./a.js\";"],
    ]
    for files in bad { #expect(throws: UnrollError.self) { try script(files) } }
  }

  @Test("imports only what modules export")
  func namesMatch() throws {
    let resources = try PageResources.installed()
    for name in try PageScript(resources, main: "main.js").modules {
      let source = try resources.text(name)
      for line in source.matches(of: /import \{ ([\w, ]+) \} from "\.\/([\w-]+\.js)";/) {
        let exporter = try resources.text(String(line.2))
        for wanted in line.1.split(separator: ", ") {
          let form = try Regex("export (async )?(function|const|class) \(wanted)\\b")
          #expect(exporter.contains(form), "\(wanted) of \(line.2) in \(name)")
        }
        let rest = source.replacing(line.0, with: "")
        for wanted in line.1.split(separator: ", ") {
          #expect(rest.contains(try Regex("\\b\(wanted)\\b")), "\(name) does not use \(wanted)")
        }
      }
    }
  }

  @Test("never parses a text as HTML, and never makes code of one")
  func isSafe() throws {
    let text = try PageScript(PageResources.installed(), main: "main.js").text
    for word in [
      "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(",
    ] {
      #expect(!text.contains(word), "\(word)")
    }
  }
}
