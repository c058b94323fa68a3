import Unroll
import UnrollInsight

extension ServerExtensions {
  /// Explanations and the page of `UnrollInsight`.
  ///
  /// - Throws: `UnrollError` if the files of the page were not installed beside the program.
  public static func insight() throws -> ServerExtensions {
    let page = try InsightPage()
    return ServerExtensions(
      explainer: { InsightExplainer(explainer: try Explainer($0, threads: 1)) },
      page: { models in
        let listed = models.map {
          InsightPage.Model(name: $0.name, version: String($0.version))
        }
        return PageAsset(
          contentType: "text/html; charset=utf-8",
          bytes: Array(try page.html(servedWith: listed).utf8),
          headers: ["Content-Security-Policy": page.servedPolicy])
      })
  }
}

/// What `UnrollInsight` says of a text.
private struct InsightExplainer: TextExplainer {
  let explainer: Explainer

  func explain(_ text: String) throws -> any Encodable & Sendable { try explainer.explain(text) }
}
