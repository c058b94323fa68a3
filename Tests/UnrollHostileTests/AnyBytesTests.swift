import Testing
import UnrollText

@testable import UnrollServer

@Suite("Texts that are no text")
struct AnyBytesTests {
  private func tokens(_ bytes: [UInt8]) -> [Range<Int>] {
    var tokens: [Token] = []
    TreebankTokenizer().tokenize(bytes.span, into: &tokens)
    return tokens.map(\.range)
  }

  @Test("the tokenizer takes every cut of every character")
  func cuts() {
    let characters = ["\u{A0}", "\u{85}", "\u{1680}", "\u{2028}", "\u{3000}", "ſ", "İ", "١", "😀"]
    for text in characters + characters.map({ "d'ye i" + $0 + ", 'ti" + $0 + ".)" }) {
      let bytes = Array(text.utf8)
      for start in 0...bytes.count {
        for end in start...bytes.count {
          let part = Array(bytes[start..<end])
          #expect(tokens(part).allSatisfy { $0.upperBound <= part.count })
        }
      }
    }
  }

  @Test("the tokenizer takes any bytes: tokens are in order, inside, and never empty")
  func anyBytes() {
    var random = SystemRandomNumberGenerator()
    let seed = random.next()
    var generator = LinearGenerator(state: seed)
    let marks =
      Array("\"'`.,:;-()[]<>nts cangolemdwyre ".utf8)
      + [0xC2, 0xC4, 0xC5, 0xE1, 0xE2, 0xE3, 0xF0, 0xFF, 0x80, 0xA0, 0xB0, 0xBF, 0x9A, 0x85, 0x00]
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0..<24, using: &generator)).map { _ in
        marks.randomElement(using: &generator) ?? 0
      }
      var end = 0
      for token in tokens(bytes) {
        #expect(
          token.lowerBound >= end && !token.isEmpty && token.upperBound <= bytes.count,
          "seed \(seed): \(bytes)")
        end = token.upperBound
      }
    }
  }

  @Test(
    "paths of requests that stop halfway are refused, not trapped on",
    arguments: [
      "/v2/models", "/v2/models/", "/v2/models//", "/v2//", "/v2/health", "/v1", "/v1/models",
      "/v1/models/", "/v1/models/:", "/v1/models/m/versions", "/v1/models/m/versions/",
      "/v2/models/m/versions", "/v2/models/m/versions/1/infer/x", "", "//", "%",
    ])
  func paths(path: String) {
    #expect(throws: ServiceError.self) { try Endpoint(path: path, method: "GET") }
  }
}

/// Numbers that a seed decides.
private struct LinearGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 29)
  }
}
