import Foundation
import UnrollTensor

/// JSON that can stand inside an HTML document.
struct EmbeddedJSON {
  let text: String

  /// Checks that the data is JSON, and escapes it: within a script element a `<` could end it.
  init(_ json: Data) throws {
    guard (try? JSONSerialization.jsonObject(with: json, options: .fragmentsAllowed)) != nil,
      let text = String(data: json, encoding: .utf8)
    else {
      throw UnrollError(
        .invalidInput, "the document is not JSON in UTF-8", hint: "write it with --json")
    }
    // A `<` is legal within strings only, where the escape means the same.
    self.text = text.replacing("<", with: #"\u003c"#)
      .replacing("\u{2028}", with: #"\u2028"#).replacing("\u{2029}", with: #"\u2029"#)
  }

  /// A script element that holds data and does not run.
  static func element(_ name: String, _ json: String) -> String {
    "<script type=\"application/json\" id=\"\(name)\">\(json)</script>"
  }
}

extension String {
  /// The text as HTML shows it.
  var escapedForHTML: String {
    replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
      .replacing("\"", with: "&quot;")
  }
}
