import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Treebank tokenizer")
struct TreebankTokenizerTests {
  private let tokenizer = TreebankTokenizer()

  @Test("cuts the notebook's kind of sentence as nltk does")
  func sentences() {
    #expect(
      tokenizer.tokenize("I didn't like it, though \"Alien\" (1979) can't be beat.<br />")
        == [
          "I", "did", "n't", "like", "it", ",", "though", "``", "Alien", "''", "(", "1979", ")",
          "ca", "n't", "be", "beat.", "<", "br", "/", ">",
        ])
    #expect(tokenizer.tokenize("") == [])
  }

  @Test("gives nltk's tokens for every text of the fixture")
  func goldenTokens() throws {
    for entry in try TreebankFixture.load().texts {
      #expect(tokenizer.tokenize(entry.text) == entry.tokens, "\(entry.text.debugDescription)")
    }
  }

  @Test("gives nltk's spans for every text of the fixture")
  func goldenSpans() throws {
    for entry in try TreebankFixture.load().texts {
      guard let expected = entry.spans else { continue }
      let scalars = entry.text.unicodeScalars
      let spans = tokenizer.spans(entry.text).map { range in
        [range.lowerBound, range.upperBound].map {
          scalars.distance(from: scalars.startIndex, to: $0)
        }
      }
      #expect(spans == expected, "\(entry.text.debugDescription)")
    }
  }

  @Test("the reference of these tests gives nltk's tokens too")
  func reference() throws {
    for entry in try TreebankFixture.load().texts {
      #expect(
        TreebankReference().tokenize(entry.text) == entry.tokens, "\(entry.text.debugDescription)")
    }
  }

  @Test("agrees with the rules applied one by one on random texts")
  func randomTexts() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    for round in 0..<20_000 {
      let text = TreebankAlphabet.text(&random)
      let (found, expected) = (tokenizer.tokenize(text), TreebankReference().tokenize(text))
      guard found == expected else {
        Issue.record(
          "seed \(seed), round \(round), \(text.debugDescription): \(found), expected \(expected)")
        return
      }
    }
  }

  @Test("tokens cover everything but white space, in order, and are written as their form says")
  func coverage() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    for _ in 0..<2_000 {
      let text = TreebankAlphabet.text(&random)
      var tokens: [Token] = []
      tokenizer.tokenize(text.utf8.span, into: &tokens)
      var position = 0
      for token in tokens {
        #expect(token.range.lowerBound >= position && !token.range.isEmpty, "seed \(seed)")
        let skipped = text.utf8.span.extracting(position..<token.range.lowerBound)
        #expect(Token(0..<skipped.count).text(in: skipped).isWhiteSpace, "seed \(seed)")
        let source = Token(token.range).text(in: text.utf8.span)
        switch token.form {
        case .source: #expect(token.text(in: text.utf8.span) == source)
        case .openingQuotes: #expect(source == "\"" || source == "''", "seed \(seed)")
        case .closingQuotes: #expect(source == "\"", "seed \(seed)")
        }
        position = token.range.upperBound
      }
    }
  }

  @Test("appends to the tokens that are there already")
  func appending() {
    var tokens: [Token] = []
    tokenizer.tokenize("one two".utf8.span, into: &tokens)
    tokenizer.tokenize("three".utf8.span, into: &tokens)
    #expect(tokens == [Token(0..<3), Token(4..<7), Token(0..<5)])
  }
}

extension String {
  fileprivate var isWhiteSpace: Bool {
    unicodeScalars.allSatisfy {
      $0.properties.isWhitespace || ("\u{1C}"..."\u{1F}").contains($0)
    }
  }
}

/// What nltk makes of many texts; written by Scripts/fixtures/generate-tokens.py.
struct TreebankFixture: Decodable {
  struct Entry: Decodable {
    var text: String
    var tokens: [String]
    var spans: [[Int]]?
  }

  var texts: [Entry]

  static func load() throws -> TreebankFixture {
    try JSONDecoder().decode(
      TreebankFixture.self, from: Data(contentsOf: Fixtures.url("treebank.json")))
  }
}

/// Pieces that the rules look at, to be joined at random.
enum TreebankAlphabet {
  private static let marks: [String] = "\"'`([{<)]}>:,;@#$%&?!.-_/sSdmtTN0a".map(String.init)
  private static let others: [String] = [
    "''", "``", "...", "--", " ", " ", " ", "\n", "\t", "\r\n", "\u{B}", "\u{1C}", "\u{1F}",
    "\u{85}", "\u{A0}", "\u{1680}", "\u{2003}", "\u{2028}", "\u{202F}", "\u{205F}", "\u{3000}",
    "\u{200B}", "\u{663}", "\u{B2}", "\u{2167}", "\u{1D7CE}", "\u{301}", "é", "中", "“", "’",
    "\u{130}", "\u{131}", "\u{17F}", "😀", "'s", "'M", "'d", "'ll", "'Ll", "'RE", "'ve", "n't",
    "N'T", "cannot", "Cannot", "d'ye", "gimme", "g\u{131}mme", "gonna", "gotta", "lemme",
    "more'n", "wanna", "'tis", "'T\u{130}\u{17F}", "'twas", "word", "film.", "1,000", "a:1",
  ]
  private static let pieces = marks + others

  static func text(_ random: inout RandomSource) -> String {
    let count = 1 + random.integer(below: 14)
    return (0..<count).map { _ in pieces[random.integer(below: pieces.count)] }.joined()
  }
}
