/// A file that the server hands to browsers.
public struct PageAsset: Sendable {
  /// Its type, such as `text/html; charset=utf-8`.
  public var contentType: String
  /// Its content.
  public var bytes: [UInt8]
  /// What else the answer's head says, such as a `Content-Security-Policy` of its own.
  public var headers: [String: String]

  /// Creates an asset.
  public init(contentType: String, bytes: [UInt8], headers: [String: String] = [:]) {
    (self.contentType, self.bytes, self.headers) = (contentType, bytes, headers)
  }
}

/// What is put into a server from outside: it works without.
public struct ServerExtensions: Sendable {
  /// Makes explainers; without it `:explain` is answered with 404.
  public var explainer: ExplainerFactory?
  /// The files of the page by their path: `/` is the page itself, others begin with `/assets/`.
  public var page: [String: PageAsset]

  /// Creates extensions.
  public init(explainer: ExplainerFactory? = nil, page: [String: PageAsset] = [:]) {
    (self.explainer, self.page) = (explainer, page)
  }
}
