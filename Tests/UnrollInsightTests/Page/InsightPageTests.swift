import Foundation
import Testing
import UnrollTensor

@testable import UnrollInsight

@Suite("The page")
struct InsightPageTests {
  private struct Document: Encodable {
    var format = "unroll-explanation-1"
    var text: String
  }

  private let folder = try? PageResources.installed().folder

  private func page(_ text: String = "a text", title: String = "Title") throws -> String {
    try InsightPage().html(for: Document(text: text), title: title)
  }

  /// The documents inside a page, as a browser would find them.
  private func embedded(_ html: String) throws -> [[String: String]] {
    let start = try #require(html.range(of: "<script type=\"application/json\" id=\"document\">"))
    let rest = html[start.upperBound...]
    let end = try #require(rest.range(of: "</script>"))
    let json = Data(rest[..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [[String: String]])
  }

  @Test("names no address but the name of SVG's elements")
  func loadsNothing() throws {
    let space = "http://www.w3.org/2000/svg"
    let pages = [try page(), try InsightPage().html(servedWith: [.init(name: "a", version: "1")])]
    for html in pages {
      let rest = html.replacing(space, with: "")
      #expect(!rest.contains("http://") && !rest.contains("https://"))
      #expect(!rest.contains("src=") && !rest.contains("<link rel=\"stylesheet\""))
      #expect(
        rest.matches(of: /href="([^"#]*)/).allSatisfy { $0.1.isEmpty || $0.1.hasPrefix("data:") })
      #expect(!rest.contains("@import") && !rest.contains("url("))
    }
  }

  @Test("holds every module and style sheet of the folder")
  func isComplete() throws {
    let folder = try #require(folder)
    let html = try page()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.count > 20)
    for name in files where name.hasSuffix(".js") || name.hasSuffix(".css") {
      let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      let lines = text.split(separator: "\n").filter { !$0.hasPrefix("import ") }
      let missing = lines.filter { line in
        !html.contains(line.hasPrefix("export ") ? line.dropFirst("export ".count) : line)
      }
      #expect(missing.isEmpty, "of \(name)")
    }
  }

  @Test(
    "keeps a hostile text a text",
    arguments: [
      "</script><script>alert(1)</script>", "<!-- <script> ", "\u{2028}\u{2029}", "]]>",
      "\" onload=\"alert(1)", "<title>Unroll</title></head>", "é🎬\u{202E}",
    ])
  func escapes(text: String) throws {
    let html = try page(text, title: text)
    #expect(try embedded(html).first?["text"] == text)
    let ordinary = try page()
    for part in ["<script", "</script", "<!--", "<style", "</head>"] {
      #expect(html.ranges(of: part).count == ordinary.ranges(of: part).count, "\(part)")
    }
  }

  @Test("draws JSON that is already there, and refuses what is not JSON")
  func takesData() throws {
    let page = try InsightPage()
    let html = try page.html(
      embedding: [Data(#"{"format":"a"}"#.utf8), Data(#"{"format":"b"}"#.utf8)], title: "Two")
    #expect(try embedded(html) == [["format": "a"], ["format": "b"]])
    #expect(html.contains("<title>Two</title>"))
    let error = #expect(throws: UnrollError.self) {
      try page.html(embedding: [Data("{".utf8)], title: "")
    }
    #expect(error?.path == ["document 1"])
  }

  @Test("has a title that fits its document, if none is given")
  func titles() throws {
    let page = try InsightPage()
    #expect(try page.html(for: Document(text: "")).contains("<title>What the model read</title>"))
    #expect(try page.html(embedding: [Data("[]".utf8)]).contains("<title>Unroll</title>"))
  }

  @Test("knows how to draw every format that the program writes, and what to call it")
  func formats() throws {
    let views = try PageResources.installed().text("main.js")
    let formats = [
      GradientReach(curves: [], texts: 0, steps: 0).format, MemoryReport(tasks: [], seed: 0).format,
      "unroll-explanation-1", "unroll-report-1", "unroll-words-1",
    ]
    for format in formats {
      #expect(views.contains("\"\(format)\": "))
      #expect(PageTitle(Data("{\"format\":\"\(format)\"}".utf8)).text != "Unroll")
    }
  }

  @Test("is the same to the byte every time")
  func isDeterministic() throws {
    #expect(try page() == page())
  }

  @Test("may talk to its server only where it came from one")
  func connects() throws {
    let served = try InsightPage().html(servedWith: [.init(name: "</script>", version: "1")])
    #expect(served.contains("connect-src 'self'"))
    #expect(served.contains(#"{"models":[{"name":"\u003c/script>","version":"1"}]}"#))
    #expect(try page().contains("connect-src 'none'"))
    let policy = try InsightPage().servedPolicy
    #expect(served.contains(policy.replacing("; frame-ancestors 'none'", with: "\">")))
  }

  @Test("allows its own script and style by their hashes")
  func policy() throws {
    let html = try page()
    for (kind, element) in [("script", "<script type=\"module\">"), ("style", "<style>")] {
      let start = try #require(html.range(of: element))
      let rest = html[start.upperBound...]
      let end = try #require(rest.range(of: "</\(kind)>"))
      let digest = Data(SHA256Digest(rest[..<end.lowerBound].utf8).bytes).base64EncodedString()
      #expect(html.contains("\(kind)-src 'sha256-\(digest)'"))
    }
    #expect(html.contains("default-src 'none'") && !html.contains("unsafe-"))
  }
}
