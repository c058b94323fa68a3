public import Foundation
import UnrollTensor

/// The page that draws insight documents: one HTML document that loads nothing.
///
/// It is put together from the small files in `Resources/page`. The scripts and styles are named by
/// their hashes in a content security policy, so that nothing else runs, whatever a text contains.
public struct InsightPage: Sendable {
  private let skeleton: String
  private let style: String
  private let script: String
  private let policy: PagePolicy

  /// Reads the files of the page.
  ///
  /// - Throws: `UnrollError` if they were not installed beside the program, or do not fit together.
  public init() throws {
    try self.init(PageResources.installed())
  }

  init(_ resources: PageResources) throws {
    skeleton = try resources.text("index.html")
    style = try PageStyle(skeleton: skeleton, resources).text
    script = try PageScript(resources, main: "main.js").text
    policy = PagePolicy(style: style, script: script)
  }

  /// A page with one document inside.
  ///
  /// - Parameters:
  ///   - document: a document of one of the formats that the page draws.
  ///   - title: the title of the page; nil for one that fits the format.
  /// - Returns: HTML in UTF-8.
  /// - Throws: `EncodingError` if a number of the document is not finite.
  public func html(for document: some Encodable, title: String? = nil) throws -> String {
    try html(embedding: [Self.encoded(document)], title: title)
  }

  /// A page with documents that are JSON already.
  ///
  /// - Parameters:
  ///   - documents: JSON in UTF-8, each a document of one of the formats that the page draws.
  ///   - title: the title of the page; nil for one that fits the first document.
  /// - Returns: HTML in UTF-8.
  /// - Throws: `UnrollError` if one of them is not JSON.
  public func html(embedding documents: [Data], title: String? = nil) throws -> String {
    let list = try documents.enumerated().map { index, document in
      try locating("document \(index + 1)") { try EmbeddedJSON(document).text }
    }
    return html(
      title: title ?? PageTitle(documents.first).text, connections: "'none'",
      data: EmbeddedJSON.element("document", "[\(list.joined(separator: ","))]"))
  }

  /// A page that asks for a text and has it explained by the server that it came from.
  ///
  /// It calls `POST v1/models/NAME:explain` beside its own address.
  ///
  /// - Parameters:
  ///   - models: the models to choose from; none where a page must not tell, and the reader writes
  ///     the name.
  ///   - title: the title of the page.
  /// - Returns: HTML in UTF-8.
  /// - Throws: `EncodingError`, which no list of names causes.
  public func html(servedWith models: [Model], title: String = "Unroll") throws -> String {
    let list = try EmbeddedJSON(Self.encoded(["models": models])).text
    return html(
      title: title, connections: "'self'", data: EmbeddedJSON.element("models", list))
  }

  /// The `Content-Security-Policy` for the head of the answer that holds the served page.
  ///
  /// The page has the same policy in an element of its own. Only a head can also forbid frames.
  public var servedPolicy: String {
    policy.text(connections: "'self'") + "; frame-ancestors 'none'"
  }

  private func html(title: String, connections: String, data: String) -> String {
    PageStyle.removingLinks(from: skeleton)
      .replacing("<title>Unroll</title>", with: "<title>\(title.escapedForHTML)</title>")
      .replacing("</head>", with: "<style>\(style)</style>\n</head>")
      .replacing(
        "<meta charset=\"utf-8\">",
        with: "<meta charset=\"utf-8\">\n\(policy.element(connections: connections))"
      )
      .replacing(
        PageScript.place, with: "\(data)\n<script type=\"module\">\(script)</script>")
  }

  private static func encoded(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }
}

extension InsightPage {
  /// A model that a server offers on its page.
  public struct Model: Sendable, Codable, Equatable {
    /// The name in addresses.
    public var name: String
    /// The version that answers.
    public var version: String

    /// Creates an entry of the list.
    public init(name: String, version: String) {
      (self.name, self.version) = (name, version)
    }
  }
}
