extension String {
  /// The name of an entry as messages show it: without control characters, which could steer a
  /// terminal, and of bounded length.
  package var printableName: String {
    let longest = 200
    guard
      let end = unicodeScalars.index(
        unicodeScalars.startIndex, offsetBy: longest, limitedBy: unicodeScalars.endIndex),
      end < unicodeScalars.endIndex
    else { return printable }
    return String(unicodeScalars[..<end]).printable + "…"
  }

  /// The text with its control characters written out: one line, whatever it was made of.
  package var printable: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
