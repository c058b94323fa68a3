extension String {
  /// The name of an entry as messages show it: without control characters, which could steer a
  /// terminal, and of bounded length.
  package var printableName: String {
    let longest = 200
    var result = ""
    for (index, scalar) in unicodeScalars.enumerated() {
      if index == longest { return result + "…" }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
