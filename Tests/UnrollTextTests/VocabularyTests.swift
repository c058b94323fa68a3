import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Vocabulary")
struct VocabularyTests {
  @Test("numbers words in their order; the first of equal ones counts")
  func order() {
    let vocabulary = Vocabulary(["film", "good", "film", "", "Film"])
    #expect(vocabulary.words == ["film", "good", "", "Film"])
    #expect(vocabulary["film"] == 0)
    #expect(vocabulary["Film"] == 3)
    #expect(vocabulary[""] == 2)
    #expect(vocabulary["fil"] == nil)
    #expect(Vocabulary()["film"] == nil)
  }

  @Test("agrees with a dictionary on random bytes")
  func randomWords() {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    var (vocabulary, dictionary) = (Vocabulary(), [[UInt8]: Int32]())
    for _ in 0..<20_000 {
      // Few different bytes, so that words repeat and share beginnings.
      let count = random.integer(below: 20)
      let word = (0..<count).map { _ in UInt8(random.integer(below: count < 9 ? 4 : 2) * 85) }
      #expect(vocabulary.index(of: word.span) == dictionary[word], "seed \(seed)")
      let (isNew, index) = vocabulary.insert(word.span)
      #expect(isNew == (dictionary[word] == nil), "seed \(seed)")
      #expect(index == dictionary[word, default: Int32(dictionary.count)], "seed \(seed)")
      dictionary[word] = index
    }
    #expect(vocabulary.count == dictionary.count)
    for (word, index) in dictionary { #expect(vocabulary.bytes(at: Int(index)) == word) }
  }

  @Test("words stay apart where half their hashes are the same")
  func collisions() {
    // Of so many words about ten pairs share the 32 bits of hash that the table keeps.
    let count = 300_000
    let vocabulary = Vocabulary((0..<count).lazy.map(String.init))
    #expect(vocabulary.count == count)
    #expect(vocabulary["299999"] == 299_999)
  }

  @Test("finds tokens as they are written")
  func tokens() {
    let vocabulary = Vocabulary(["``", "''", "hi", "\""])
    let text = "\"hi\""
    var tokens: [Token] = []
    TreebankTokenizer().tokenize(text.utf8.span, into: &tokens)
    #expect(tokens.map { vocabulary.index(of: $0, in: text.utf8.span) } == [0, 2, 1])
  }

  @Test("survives encoding, and damage is refused")
  func codable() throws {
    let vocabulary = Vocabulary(["a", "", "bc"])
    let data = try JSONEncoder().encode(vocabulary)
    #expect(try JSONDecoder().decode(Vocabulary.self, from: data) == vocabulary)
    for ends in [[1, 0, 3], [1, 1], [1, 4], [0, 0, 3], [-1, 3]] {
      #expect(throws: UnrollError.self) { try Vocabulary(bytes: vocabulary.bytes, ends: ends) }
    }
  }
}
