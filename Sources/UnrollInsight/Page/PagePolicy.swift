import Foundation

/// A content security policy: the page's own script and style by their hashes, and nothing else.
struct PagePolicy {
  let text: String

  /// - Parameters:
  ///   - style: the text of the style element.
  ///   - script: the text of the script element.
  ///   - connections: what the script may talk to, `'none'` or `'self'`.
  init(style: String, script: String, connections: String) {
    text = [
      "default-src 'none'", "script-src '\(Self.source(script))'",
      "style-src '\(Self.source(style))'", "img-src data:", "connect-src \(connections)",
      "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
  }

  /// The policy as the document's own element, so that it also holds for a file.
  var element: String { "<meta http-equiv=\"Content-Security-Policy\" content=\"\(text)\">" }

  private static func source(_ text: String) -> String {
    "sha256-" + Data(SHA256Digest(text.utf8).bytes).base64EncodedString()
  }
}
