/// What is put into a server from outside: it works without.
public struct ServerExtensions: Sendable {
  /// Makes explainers; without it `:explain` is answered with 404.
  public var explainer: ExplainerFactory?
  /// Makes the page at `/`; without it a line says what the server is.
  public var page: PageFactory?

  /// Creates extensions.
  public init(explainer: ExplainerFactory? = nil, page: PageFactory? = nil) {
    (self.explainer, self.page) = (explainer, page)
  }
}

/// A model as the page offers it.
public struct PageModel: Sendable, Equatable {
  /// The name in paths.
  public var name: String
  /// The version that answers.
  public var version: Int
}

/// Makes the page for the models that can be explained just now; none are named where a token guards
/// them, as the page itself needs none.
public typealias PageFactory = @Sendable ([PageModel]) throws -> PageAsset
