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
