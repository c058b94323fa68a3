import ArgumentParser
import Foundation
import UnrollArchive
import UnrollInsight
import UnrollNN
import UnrollTensor

/// `unroll page`: pictures of documents that were kept as JSON.
struct Page: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Draws kept JSON documents as one HTML file.",
    discussion: """
      Explanations, gradients, memory tasks, reports and maps of words: what other commands and \
      the server write as JSON. The HTML file holds all that it needs and loads nothing.

      Examples:
        unroll page delight.json --html delight.html
        unroll page first.json second.json --html both.html --title "Two reviews"
      """)

  @Argument(
    help: ArgumentHelp("Documents, one a file.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var documents: [String]

  @Option(
    help: ArgumentHelp("The HTML file to write.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var html: String

  @Option(
    help: ArgumentHelp(
      "The title of the page. (default: one that fits the first document)", valueName: "text"))
  var title: String?

  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    try OutputProbe.check(html)
    let data = try documents.map(Self.read)
    let page = try InsightPage().html(embedding: data, title: title)
    try AtomicFile.write(to: html) { try $0.write(page) }
    messages.console.note("wrote \(html)")
  }

  private static func read(_ path: String) throws -> Data {
    let data = Data(try FileBytes(mapping: path).toArray())
    let hint = "write one with --json, such as unroll explain … --json > explanation.json"
    guard let document = try? JSONValue(parsing: data) else {
      throw UnrollError(
        .corruptFile, "the document is not JSON", path: [path], hint: hint)
    }
    guard document["format"]?.string != nil else {
      throw UnrollError(
        .invalidInput, "there are no pictures of such a document", path: [path],
        expected: "a format such as unroll-explanation-1",
        found: document["format"]?.brief ?? "none", hint: hint)
    }
    return data
  }
}
