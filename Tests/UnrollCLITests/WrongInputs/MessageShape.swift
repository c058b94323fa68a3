import Testing

/// The one shape of messages: `place: what happened (expected …, found …); what to do`.
///
/// CONTRIBUTING.md says which parts are always there.
struct MessageShape {
  let what: String
  let expected, found: String?
  let hint: String

  /// Takes a line apart.
  ///
  /// - Parameters:
  ///   - line: the line as the program wrote it.
  ///   - place: the place that it must begin with.
  /// - Throws: an issue of the test if the line has another shape.
  init(_ line: String, at place: String) throws {
    let start = "error: \(place): "
    try #require(line.hasPrefix(start), "the place is not \(place): \(line)")
    let text = line.dropFirst(start.count)
    if let open = text.firstRange(of: /\ \((?=expected |found )/),
      let close = text[open.upperBound...].firstRange(of: "); ")
    {
      what = String(text[..<open.lowerBound])
      hint = String(text[close.upperBound...])
      let details = String(text[open.upperBound..<close.lowerBound])
      (expected, found) = Self.parted(details)
    } else {
      let end = try #require(text.firstRange(of: "; "), "there is nothing to do: \(line)")
      what = String(text[..<end.lowerBound])
      hint = String(text[end.upperBound...])
      (expected, found) = (nil, nil)
    }
  }

  private static func parted(_ details: String) -> (expected: String?, found: String?) {
    if details.hasPrefix("found ") { return (nil, String(details.dropFirst(6))) }
    let wanted = details.dropFirst("expected ".count)
    guard let middle = wanted.firstRange(of: ", found ") else { return (String(wanted), nil) }
    return (String(wanted[..<middle.lowerBound]), String(wanted[middle.upperBound...]))
  }

  /// Holds the parts to the rules that all messages keep.
  func check() {
    #expect(!what.isEmpty && !hint.isEmpty)
    for part in [what, hint] {
      #expect(!part.hasSuffix("."), "no period at the end: \(part)")
      #expect(part.first?.isWhitespace == false && !part.contains("  "), "\(part)")
    }
    #expect(expected != "" && found != "")
    // A class of Keras may begin a sentence with its capital; English words do not.
    let opening = what.prefix { $0 != " " }
    #expect(!["The", "This", "A", "An", "No", "There", "Cannot"].contains(opening), "\(what)")
  }

  /// Words that tell of the program's insides.
  static let forbidden = [
    "Optional(", "Swift.", "Fatal error", ".swift", "Error Domain", "NSCocoa", "CodingKeys",
    "DecodingError", "UnrollError", "typeMismatch", "Stack dump", "_$s", "SWIFT_BACKTRACE",
  ]

  /// Holds the whole of standard error to the rules that all messages keep.
  static func check(errors: String, folder: String) {
    for word in forbidden { #expect(!errors.contains(word), "\(word): \(errors)") }
    let types = /\b(nil|Int|Int32|UInt8|Float|Double|String|Bool|Array<|Dictionary<|Data)\b/
    #expect(errors.firstMatch(of: types) == nil, "\(errors)")
    // What the user did not name is nobody's business; the folder is the one the command runs in.
    for path in [folder, "/tmp/", "/usr/", "/root/", "/home/", "/private/"] {
      #expect(!errors.contains(path), "\(path): \(errors)")
    }
  }
}
