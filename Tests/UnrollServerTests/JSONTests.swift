import Foundation
import Testing
import UnrollServer

@Suite("JSON of requests and answers")
struct JSONTests {
  @Test("numbers are read as Foundation reads them, to the bit")
  func numbers() throws {
    var generator = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0...UInt64.max, using: &generator)
    var random = Seeded(state: seed)
    for _ in 0..<20_000 {
      let text = random.number()
      var reader = JSONReader(Array(text.utf8), deepest: 1)
      let value = try reader.number()
      #expect(value == Double(text), "\(text), seed \(seed)")
    }
  }

  @Test(
    "what is no number is refused",
    arguments: ["", "-", "+1", ".5", "1.", "1.e3", "1e", "1e+", "0x1", "nan", "--1"])
  func notNumbers(text: String) throws {
    #expect(throws: ServiceError.self) {
      var reader = JSONReader(Array(text.utf8), deepest: 1)
      _ = try reader.number()
      try reader.end()
    }
  }

  @Test("strings are read as Foundation reads them")
  func strings() throws {
    for text in [
      "plain", "ümläut 日本 🙂", "\"quotes\" and \\backslashes\\", "line\nbreak\ttab\r",
      "\u{0}\u{1F}\u{7F}", "", "/slashes/",
    ] {
      let written = try JSONEncoder().encode(text)
      var reader = JSONReader(Array(written), deepest: 1)
      #expect(try reader.string() == text)
      var writer = JSONWriter()
      writer.string(text)
      #expect(try JSONDecoder().decode(String.self, from: Data(writer.bytes)) == text)
    }
    var escaped = JSONReader(Array(#""\ud83d\ude42\u00fc""#.utf8), deepest: 1)
    #expect(try escaped.string() == "🙂ü")
  }

  @Test("bytes that are not UTF-8 are refused")
  func invalidUTF8() {
    for bytes in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80]] as [[UInt8]] {
      var reader = JSONReader([0x22] + bytes + [0x22], deepest: 1)
      #expect(throws: ServiceError.self) { try reader.string() }
    }
  }

  @Test("documents are taken and refused as Foundation does, whatever is cut out of them")
  func fuzzedDocuments() throws {
    let document = Array(
      #"{"a": [1, -2.5e3, "x\n\u0041", true, false, null, {}, [], 12345678], "b": {"c": ""}}"#.utf8)
    for start in document.indices {
      for length in [1, 2, 5] where start + length <= document.count {
        var bytes = document
        bytes.removeSubrange(start..<(start + length))
        let isTaken = isDocument(bytes)
        let isValid =
          (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        #expect(isTaken == isValid, "\(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  private func isDocument(_ bytes: [UInt8]) -> Bool {
    var reader = JSONReader(bytes, deepest: 20)
    do {
      try reader.skipValue()
      try reader.end()
      return true
    } catch {
      return false
    }
  }

  @Test("floats are written so that they come back, with a decimal point")
  func floats() {
    for value in [
      0, -0.0, 1, 0.1, Float.leastNonzeroMagnitude, 3.4028235e38, 16777216, 1e7, 9000000, 3e-5,
    ] as [Float] {
      var writer = JSONWriter()
      writer.number(value)
      let text = String(decoding: writer.bytes, as: UTF8.self)
      #expect(Float(text) == value)
      #expect(text.contains("."))
    }
  }
}

/// Random numbers that a seed decides.
private struct Seeded {
  var state: UInt64

  mutating func next(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }

  mutating func digits(_ count: Int) -> String {
    (0..<count).map { _ in String(next(10)) }.joined()
  }

  /// A number as JSON may have it.
  mutating func number() -> String {
    var text = next(2) == 0 ? "-" : ""
    text += next(4) == 0 ? "0" : "\(1 + next(9))" + digits(next(20))
    if next(2) == 0 { text += "." + digits(1 + next(20)) }
    if next(3) == 0 { text += ["e", "E", "e+", "e-"][next(4)] + "\(next(280))" }
    return text
  }
}
