import ArgumentParser
import UnrollArchive
import UnrollInsight
import UnrollTensor

/// How a command that looks into models hands on what it found.
struct DocumentOptions: ParsableArguments {
  @Flag(help: "Print one JSON document.") var json = false

  @Option(
    help: ArgumentHelp(
      "Write a page that shows it, one file that needs no network.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var html: String?

  /// Finds out whether the page can be written, before the work is done.
  ///
  /// - Throws: `UnrollError` that names the file.
  func check() throws {
    if let html { try OutputProbe.check(html) }
  }

  /// Prints a document as JSON or as text, and writes its page.
  ///
  /// - Parameters:
  ///   - document: the document.
  ///   - text: the document for people.
  /// - Throws: `UnrollError` if something cannot be written.
  func write(_ document: some InsightDocument, text: () -> String) throws {
    if let html {
      let page = try InsightPage().html(for: document)
      try AtomicFile.write(to: html) { try $0.write(page) }
    }
    if json {
      let output = StandardOutput()
      try output.write(Array(try document.json()) + [UInt8(ascii: "\n")])
      try output.flush()
    } else {
      try StandardOutput.print(text())
    }
    if let html, !json { try StandardOutput.print("\nsaved \(html)") }
  }
}
