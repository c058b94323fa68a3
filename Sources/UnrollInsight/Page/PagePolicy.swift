import Foundation

/// A content security policy: the page's own script and style by their hashes, and nothing else.
struct PagePolicy: Sendable {
  private let scriptSource: String
  private let styleSource: String

  /// - Parameters:
  ///   - style: the text of the style element.
  ///   - script: the text of the script element.
  init(style: String, script: String) {
    (styleSource, scriptSource) = (Self.source(style), Self.source(script))
  }

  /// The policy as the document's own element, so that it also holds for a file.
  ///
  /// - Parameter connections: what the script may talk to, `'none'` or `'self'`.
  /// - Returns: a meta element.
  func element(connections: String) -> String {
    let content = text(connections: connections)
    return "<meta http-equiv=\"Content-Security-Policy\" content=\"\(content)\">"
  }

  /// The policy as it stands in the head of an answer.
  ///
  /// - Parameter connections: what the script may talk to, `'none'` or `'self'`.
  /// - Returns: its rules.
  func text(connections: String) -> String {
    [
      "default-src 'none'", "script-src '\(scriptSource)'", "style-src '\(styleSource)'",
      "img-src data:", "connect-src \(connections)", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
  }

  private static func source(_ text: String) -> String {
    "sha256-" + Data(SHA256Digest(text.utf8).bytes).base64EncodedString()
  }
}
