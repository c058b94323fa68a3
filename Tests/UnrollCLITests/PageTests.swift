import Foundation
import Testing

@Suite("unroll page")
struct PageTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "unroll-page-\(UUID())")

  private func file(_ name: String, _ text: String? = nil) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let place = folder.appending(path: name)
    try text?.write(to: place, atomically: true, encoding: .utf8)
    return place.path
  }

  @Test("puts documents into one file, in their order, with its title")
  func writes() throws {
    let first = try file("a.json", #"{"format": "first <b>"}"#)
    let second = try file("b.json", #"{"format": "second"}"#)
    let html = try file("page.html")
    let outcome = try Program.succeed([
      "page", first, second, "--html", html, "--title", "One & two",
    ])
    #expect(outcome.output.isEmpty)
    let page = try String(contentsOfFile: html, encoding: .utf8)
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(page.contains("<title>One &amp; two</title>"))
    #expect(page.contains(#">[{"format": "first \u003cb>"},{"format": "second"}]</script>"#))
  }

  @Test("names the file that is not JSON, and writes nothing")
  func refuses() throws {
    let good = try file("good.json", #"{"format": "good"}"#)
    let bad = try file("bad.json", "not JSON")
    let html = try file("page.html")
    let outcome = try Program.run(["page", good, bad, "--html", html])
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("bad.json") && !outcome.errors.contains("good.json"))
    #expect(!FileManager.default.fileExists(atPath: html))
  }

  @Test("draws the same page from a kept document as the command that made it")
  func isTheSame() throws {
    let (direct, kept) = (try file("direct.html"), try file("kept.html"))
    let words = ["vectors", "map", try vectors(), "good bad film"]
    try Program.succeed(words + ["--html", direct])
    let json = try file("words.json", try Program.succeed(words + ["--json"]).output)
    try Program.succeed(["page", json, "--html", kept])
    let pages = try [direct, kept].map { try String(contentsOfFile: $0, encoding: .utf8) }
    // The kept document ends with the line.
    #expect(pages[0] == pages[1].replacing("}\n]</script>", with: "}]</script>"))
    #expect(pages[0].contains("\"format\":\"unroll-words-1\""))
  }

  private func vectors() throws -> String {
    try file("vectors.txt", "3 2\ngood 1 0\nbad 0 1\nfilm 1 1\n")
  }
}
