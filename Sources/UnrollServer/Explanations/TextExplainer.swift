public import Unroll

/// Explains what a text model makes of a text.
///
/// The server knows nothing of what an explanation says: it is any value that can be written as
/// JSON. Give ``ServerExtensions/explainer`` to make explainers.
public protocol TextExplainer: Sendable {
  /// Explains a prediction; may take long, and runs on a thread of its own.
  ///
  /// - Parameter text: any text within the limits of the server.
  /// - Returns: what is written as JSON.
  /// - Throws: `UnrollError` if there is no explanation.
  func explain(_ text: String) throws -> any Encodable & Sendable
}

/// Makes the explainer of a text model when the model is loaded.
public typealias ExplainerFactory = @Sendable (TextPipeline) throws -> any TextExplainer
