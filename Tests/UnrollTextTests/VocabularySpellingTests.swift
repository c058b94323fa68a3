import Testing
import UnrollText

@Suite("Words spelled alike")
struct VocabularySpellingTests {
  private let vocabulary = Vocabulary(["the", "Film", "film", "films", "filming", "wonderful", "é"])

  @Test(
    "the nearest come first, equally near ones in the vocabulary's order",
    arguments: [
      ("FILM", ["Film", "film", "films"]), ("film", ["Film", "films"]), ("fim", ["Film", "film"]),
      ("wondreful", ["wonderful"]), ("wndrful", ["wonderful"]), ("wndrfl", []), ("teh", []),
      ("zebra", []), ("", []),
    ])
  func near(word: String, expected: [String]) {
    #expect(vocabulary.spelledLike(word) == expected)
  }

  @Test("no more words are named than asked for")
  func count() {
    #expect(vocabulary.spelledLike("FILM", count: 1) == ["Film"])
    #expect(Vocabulary().spelledLike("film").isEmpty)
  }
}
