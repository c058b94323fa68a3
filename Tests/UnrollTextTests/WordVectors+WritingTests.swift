import Foundation
import Testing
import UnrollTensor
import UnrollText

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
