/// Texts in files and on standard input.
extension WrongInputs {
  static let texts = [
    Row(
      "tokenize a.txt", at: "a.txt › line 2", "not valid UTF-8", found: "a wrong byte at 2",
      hint: "iconv"
    ) { try $0.write(Array("x\nab".utf8) + [0xFF], to: "a.txt") },
    Row(
      "predict text.keras --input a.txt", at: "a.txt › line 1", "not valid UTF-8",
      found: "a wrong byte at 0", hint: "iconv"
    ) { try $0.write([0xC3, 0x28, 10], to: "a.txt") },
    Row(
      "explain text.keras --file a.txt", at: "a.txt › line 1", "not valid UTF-8",
      found: "a wrong byte at 0", hint: "iconv"
    ) { try $0.write([0xFF], to: "a.txt") },
  ]
}
