import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Errors of word vectors")
struct WordVectorErrorTests {
  @Test(
    "say what is wrong, where, and what to do",
    arguments: [
      (
        "3 2\na 1 2\nb 3 4\n",
        "record 3: the file ends too early (expected 3 records of 2 numbers, found 2); the file is "
          + "cut off, or the number of words in its first line is wrong"
      ),
      (
        "2 2\na 1 2\nb 3\n",
        "record 2: the line has the wrong number of numbers (expected 2, found 1); the file is "
          + "damaged, or a word in it holds a space"
      ),
      (
        "2 2\na 1 2\nb 3 x\n",
        "record 2 › number 2: a number cannot be read (expected a decimal number after a single "
          + "space, found other text); the file is damaged, or a word in it holds a space"
      ),
      (
        "2 -2\na 1 2\n",
        "header: the first line makes no sense (expected the number of words and a dimension of 1 "
          + "to 1048576, found 2 and -2); the file may be damaged; download it again"
      ),
      (
        "<html>",
        "the file holds no word vectors (expected a first line with the number of words and the "
          + "dimension, or GloVe text, found other content); give a word2vec .bin, .txt or .vec "
          + "file, or a GloVe .txt file, plain or gzipped"
      ),
    ])
  func messages(content: String, expected: String) throws {
    try Fixtures.withTemporaryFile("vectors.txt", Array(content.utf8)) { path in
      let error = #expect(throws: UnrollError.self) { try WordVectors(contentsOf: path) }
      let separator = expected.hasPrefix("the file holds") ? ": " : " › "
      #expect(error?.description == path + separator + expected)
    }
  }

  @Test(
    "headers are not trusted with memory",
    arguments: ["9000000000000000 300", "9223372036854775807 1048576", "1000000000 1000000"])
  func lyingHeaders(header: String) throws {
    let content = Array("\(header)\nword ".utf8) + [UInt8](repeating: 1, count: 5000)
    try Fixtures.withTemporaryFile("vectors.bin", content) { path in
      let error = #expect(throws: UnrollError.self) { try WordVectors(contentsOf: path) }
      #expect(error?.code == .corruptFile)
    }
  }

  @Test(
    "damage anywhere is refused or read, but never crashes",
    arguments: ["vectors.bin", "vectors-newlines.bin", "vectors.vec", "vectors-glove.txt"])
  func randomDamage(name: String) throws {
    let whole = try Array(Data(contentsOf: Fixtures.url(name)).prefix(1500))
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    for _ in 0..<200 {
      var content = Array(whole.prefix(random.integer(below: whole.count + 1)))
      for _ in 0..<random.integer(below: 4) where !content.isEmpty {
        // Most often near the start, where the header and the first record are.
        let place = random.integer(below: random.integer(below: content.count) + 1)
        content[place] = UInt8(random.integer(below: 256))
      }
      try Fixtures.withTemporaryFile("vectors", content) { path in
        do {
          let vectors = try WordVectors(contentsOf: path, limit: 1 + random.integer(below: 9))
          #expect(vectors.table.count == vectors.count, "seed \(seed)")
        } catch {
          #expect(error is UnrollError, "seed \(seed): \(error)")
        }
      }
    }
  }

  @Test("a missing file, a missing word and a limit of zero are named")
  func missing() throws {
    let path = Fixtures.url("vectors.bin").path
    #expect(throws: UnrollError.self) { try WordVectors(contentsOf: path + ".missing") }
    let limit = #expect(throws: UnrollError.self) { try WordVectors(contentsOf: path, limit: 0) }
    #expect(limit?.code == .invalidInput)
    let vectors = try WordVectors(contentsOf: path)
    let word = #expect(throws: UnrollError.self) {
      try vectors.mostSimilar(positive: ["absent"])
    }
    #expect(word?.code == .notFound)
    #expect(word?.path == ["\"absent\""])
  }
}
