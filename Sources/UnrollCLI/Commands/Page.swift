import ArgumentParser
import Foundation
import UnrollArchive
import UnrollInsight
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
    let data = try documents.map { path in try locating(path) { try Self.read(path) } }
    let page = try InsightPage().html(embedding: data, title: title)
    try AtomicFile.write(to: html) { try $0.write(page) }
    messages.console.note("wrote \(html)")
  }

  private static func read(_ path: String) throws -> Data {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw UnrollError(.io, "the document cannot be read", cause: error)
    }
    guard (try? JSONSerialization.jsonObject(with: data)) != nil else {
      throw UnrollError(
        .corruptFile, "the document is not JSON",
        hint: "write one with --json, such as unroll explain … --json > explanation.json")
    }
    return data
  }
}
