import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Word vectors")
struct WordVectorsTests {
  @Test(
    "files hold the words and the bits that gensim reads",
    arguments: [
      "vectors.bin", "vectors.bin.gz", "vectors-newlines.bin", "vectors.vec", "vectors.vec.gz",
      "vectors-glove.txt", "vectors-numbers.txt",
    ])
  func files(name: String) throws {
    let expected = try #require(VectorFixture.load().files[name])
    let vectors = try WordVectors(contentsOf: Fixtures.url(name).path)
    #expect(vectors.vocabulary.words == expected.words)
    #expect(vectors.bits == expected.bits)
    #expect(vectors.dimension == expected.bits[0].count)
    #expect(vectors[expected.words[3]]?.map(\.bitPattern) == expected.bits[3])
  }

  @Test("a limit keeps the first words", arguments: ["vectors.bin", "vectors.vec.gz"])
  func limit(name: String) throws {
    let expected = try #require(VectorFixture.load().files[name])
    let vectors = try WordVectors(contentsOf: Fixtures.url(name).path, limit: 7)
    #expect(vectors.vocabulary.words == Array(expected.words.prefix(7)))
    #expect(vectors.bits == Array(expected.bits.prefix(7)))
  }

  @Test("small files, whole and damaged, are read or refused as gensim does")
  func cases() throws {
    for file in try VectorFixture.load().cases {
      try Fixtures.withTemporaryFile("vectors", Array(file.base64)) { path in
        if file.error != nil {
          #expect(throws: UnrollError.self, "\(file.name)") {
            try WordVectors(contentsOf: path, limit: file.limit)
          }
        } else {
          let vectors = try WordVectors(contentsOf: path, limit: file.limit)
          #expect(vectors.vocabulary.words == file.words, "\(file.name)")
          #expect(vectors.bits == file.bits, "\(file.name)")
        }
      }
    }
  }

  @Test("words that are no UTF-8 can be read as bytes")
  func anyBytes() throws {
    let content = Array("1 1\ncaf".utf8) + [0xE9, 0x20, 0, 0, 0x80, 0x3F]
    try Fixtures.withTemporaryFile("vectors.bin", content) { path in
      let vectors = try WordVectors(contentsOf: path, encoding: .bytes)
      #expect(vectors.vocabulary.bytes(at: 0) == [0x63, 0x61, 0x66, 0xE9])
      #expect(vectors.bits == [[0x3F80_0000]])
    }
  }

  @Test("a gzipped file is inflated only as far as the limit needs")
  func truncatedGzip() throws {
    // Three megabytes in blocks that deflate stores as they are, without the last block.
    var content = Array("70 10000\n".utf8)
    for index in 0..<70 {
      content += Array("w\(index) ".utf8) + [UInt8](repeating: 1, count: 40_000)
    }
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    for start in stride(from: 0, to: content.count, by: 50_000) {
      let block = content[start..<min(start + 50_000, content.count)]
      let count = UInt16(block.count)
      file += [0, UInt8(count & 255), UInt8(count >> 8), UInt8(~count & 255), UInt8(~count >> 8)]
      file += block
    }
    try Fixtures.withTemporaryFile("vectors.bin.gz", Array(file.dropLast(200_000))) { path in
      let vectors = try WordVectors(contentsOf: path, limit: 3)
      #expect(vectors.vocabulary.words == ["w0", "w1", "w2"])
      let error = #expect(throws: UnrollError.self) { try WordVectors(contentsOf: path) }
      #expect(error?.code == .corruptFile)
    }
  }

  @Test("parts that do not fit are refused")
  func parts() throws {
    let table = VectorTable(Tensor(shape: [2, 3]))
    #expect(throws: UnrollError.self) {
      try WordVectors(vocabulary: Vocabulary(["a"]), table: table)
    }
    let vectors = try WordVectors(vocabulary: Vocabulary(["a", "b"]), table: table)
    #expect(vectors["b"] == [0, 0, 0])
    #expect(vectors["c"] == nil)
  }

  @Test("selected rows come in the new order")
  func selecting() throws {
    let vectors = try WordVectors(contentsOf: Fixtures.url("vectors.bin").path)
    let some = vectors.selecting([5, 0])
    #expect(some.vocabulary.words == [vectors.vocabulary.word(at: 5), "the"])
    #expect(some.bits == [vectors.bits[5], vectors.bits[0]])
  }

  @Test("the real vectors are read up to a limit")
  func realVectors() throws {
    guard let path = Fixtures.shared("data/imdb-word2vec-300.bin.gz") else {
      print("skipped: the shared data is not on this machine")
      return
    }
    let vectors = try WordVectors(contentsOf: path, limit: 500)
    #expect(vectors.count == 500)
    #expect(vectors.dimension == 300)
    #expect(try vectors.mostSimilar(positive: ["good"], count: 3).count == 3)
  }
}

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

@Suite("Writing word vectors")
struct WordVectorWritingTests {
  @Test("what is written reads back to the bit", arguments: WordVectorFormat.allCases)
  func roundTrip(format: WordVectorFormat) throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomSource(seed: seed)
    let scalars = (0..<300 * 4).map { _ -> Float in
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
      return value.isNaN ? 0.1 : value
    }
    let vectors = try WordVectors(
      vocabulary: Vocabulary((0..<300).map { "wörd\($0)" }),
      table: VectorTable(Tensor(shape: [300, 4], scalars: scalars)))
    try Fixtures.withTemporaryFile("copy.txt") { path in
      try vectors.write(to: path, format: format)
      let copy = try WordVectors(contentsOf: path)
      #expect(copy.vocabulary == vectors.vocabulary, "seed \(seed)")
      #expect(copy.bits == vectors.bits, "seed \(seed)")
    }
  }

  @Test("binary files are gensim's to the byte")
  func sameBytes() throws {
    let original = Fixtures.url("vectors.bin")
    let vectors = try WordVectors(contentsOf: original.path)
    try Fixtures.withTemporaryFile("copy.bin") { path in
      try vectors.write(to: path, format: WordVectorFormat(path: path))
      #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: original))
    }
  }

  @Test("a word that the format cannot hold is refused, and no file appears")
  func refusedWords() throws {
    let table = VectorTable(Tensor(shape: [1, 1]))
    for (word, format) in [
      ("a b", WordVectorFormat.word2VecBinary), ("\na", .word2VecBinary), ("a\nb", .gloVeText),
    ] {
      let vectors = try WordVectors(vocabulary: Vocabulary([word]), table: table)
      try Fixtures.withTemporaryFile("copy") { path in
        #expect(throws: UnrollError.self) { try vectors.write(to: path, format: format) }
        #expect(!FileManager.default.fileExists(atPath: path))
      }
    }
  }

  @Test("endings stand for formats")
  func endings() throws {
    #expect(try WordVectorFormat(path: "a.bin") == .word2VecBinary)
    #expect(try WordVectorFormat(path: "a.vec") == .word2VecText)
    #expect(try WordVectorFormat(path: "a.txt") == .gloVeText)
    #expect(throws: UnrollError.self) { try WordVectorFormat(path: "a.bin.gz") }
  }
}

extension WordVectors {
  /// The bits of every vector.
  fileprivate var bits: [[UInt32]] { (0..<count).map { table[$0].map(\.bitPattern) } }
}
