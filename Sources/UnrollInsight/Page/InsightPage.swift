import UnrollTensor

/// Draws documents as pages.
public struct InsightPage: Sendable {
  /// Creates the drawer.
  public init() {}

  /// The page of a document, one file that needs no network.
  ///
  /// - Throws: `UnrollError` if there is no drawing of such a document.
  public func html(for document: any InsightDocument) throws -> String {
    throw UnrollError(
      .unsupported, "there is no page of this document yet", found: document.format,
      hint: "use --json")
  }
}
