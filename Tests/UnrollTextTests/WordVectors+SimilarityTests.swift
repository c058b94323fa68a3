import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Similarity of words")
struct WordSimilarityTests {
  @Test("most similar words and their scores are gensim's")
  func mostSimilar() throws {
    let vectors = try WordVectors(contentsOf: Fixtures.url("vectors.bin").path)
    for expected in try VectorFixture.load().similar {
      let found = try vectors.mostSimilar(
        positive: expected.positive, negative: expected.negative, count: expected.count)
      // The opposite of a word cancels it: nothing is left but the sign of zero.
      #expect(found.count == expected.words.count)
      for (match, score) in zip(found, expected.scores) {
        #expect(abs(match.score - score) <= 1e-6)
      }
      if expected.scores.contains(where: { $0 != 0 }) {
        #expect(found.map(\.word) == expected.words)
      }
      #expect(found.allSatisfy { vectors.vocabulary[$0.word] == $0.index })
    }
  }

  @Test("similarities are gensim's")
  func similarity() throws {
    let vectors = try WordVectors(contentsOf: Fixtures.url("vectors.bin").path)
    for expected in try VectorFixture.load().similarity {
      let score = try vectors.similarity(expected.first, expected.second)
      #expect(abs(score - expected.score) <= 1e-6)
    }
  }

  @Test("the best of many are the same as after sorting all")
  func bestOfMany() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    let scalars = (0..<5000 * 3).map { _ in Float(random.integer(below: 5)) - 2 }
    let vectors = try WordVectors(
      vocabulary: Vocabulary((0..<5000).map(String.init)),
      table: VectorTable(Tensor(shape: [5000, 3], scalars: scalars)))
    let all = try vectors.mostSimilar(positive: ["7"], count: 5000)
    #expect(all.count == 4999, "seed \(seed)")
    for count in [1, 10, 1500] {
      let best = try vectors.mostSimilar(positive: ["7"], count: count)
      #expect(best.map(\.word) == all.prefix(count).map(\.word), "seed \(seed)")
    }
  }

  @Test("no words are no question, and no answers are wanted of none")
  func nothing() throws {
    let vectors = try WordVectors(contentsOf: Fixtures.url("vectors.bin").path)
    #expect(throws: UnrollError.self) { try vectors.mostSimilar(positive: []) }
    #expect(try vectors.mostSimilar(positive: ["film"], count: 0).isEmpty)
  }
}
