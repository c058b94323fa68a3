import Foundation

/// The words that Python's `json` writes for numbers that JSON does not have: `NaN`, `Infinity`.
enum PythonNumbers {
  /// What JSON and these words are made of outside strings.
  private static let letters = Set("{}[]:,+-.0123456789eE truefalsn NaIity\t\r\n".utf8)
  private static let firstLetters = Set("NI".utf8)

  /// Whether a text has such words, and outside its strings nothing that neither JSON nor they have.
  static func occur(in text: Data) -> Bool {
    var (occur, inString, isEscaped) = (false, false, false)
    for byte in text {
      if inString {
        inString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if byte == UInt8(ascii: "\"") {
        inString = true
      } else if !letters.contains(byte) {
        return false
      } else {
        occur = occur || firstLetters.contains(byte)
      }
    }
    return occur
  }
}
