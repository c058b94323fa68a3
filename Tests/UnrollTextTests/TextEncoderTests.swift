import Foundation
import Testing
import UnrollTensor
import UnrollText

@Suite("Text encoder")
struct TextEncoderTests {
  private let vocabulary = Vocabulary(["film", "good", "``", "n't", "."])

  @Test("numbers known words in order, drops others, and cuts at the length")
  func encoding() {
    let encoder = TextEncoder(tokenizer: .treebank, vocabulary: vocabulary, length: 4)
    #expect(encoder.encode("A good film .") == [1, 0, 4])
    #expect(encoder.encode("\"Film\" isn't good.") == [2, 3, 1, 4])
    #expect(encoder.encode("film film good film good film") == [0, 0, 1, 0])
    #expect(encoder.encode("Nothing known here") == [])
    #expect(encoder.encode("") == [])
  }

  @Test("keeps the vectors that it was made with")
  func vectors() throws {
    let vectors = try WordVectors(contentsOf: Fixtures.url("vectors.bin").path)
    let encoder = TextEncoder(vectors: vectors, length: 10)
    #expect(encoder.vectors?.dimension == 19)
    #expect(encoder.encode("the film was good") == [0, 1, 2, 3])
  }

  @Test("appends to ids that are there already, each text cut by itself")
  func appending() {
    let encoder = TextEncoder(vocabulary: vocabulary, length: 2)
    var (ids, tokens): ([Int32], [Token]) = ([], [])
    encoder.encode(utf8: "film good film".utf8.span, into: &ids, tokens: &tokens)
    encoder.encode(utf8: "good film good".utf8.span, into: &ids, tokens: &tokens)
    #expect(ids == [0, 1, 1, 0])
  }
}

@Suite("Encoding many texts")
struct DatasetEncodingTests {
  private static let words = ["film", "good", "bad", "unknown", "the", "."]
  private let encoder = TextEncoder(
    vocabulary: Vocabulary(["film", "good", "bad", "."]), length: 12)

  private func texts(_ count: Int) -> [String] {
    var random = RandomSource(seed: 11)
    return (0..<count).map { _ in
      let length = random.integer(below: 20)
      return (0..<length).map { _ in Self.words[random.integer(below: Self.words.count)] }
        .joined(separator: " ")
    }
  }

  @Test("gives every text's ids, whatever the number of threads", arguments: [1, 2, 5, nil])
  func threads(threads: Int?) throws {
    let texts = texts(1000)
    let labels = texts.indices.map { Float($0 % 2) }
    let dataset = try encoder.encode(texts, labels: labels, threads: threads)
    #expect(dataset.count == 1000)
    #expect(dataset.labels == labels)
    for (index, text) in texts.enumerated() {
      #expect(Array(dataset[index]) == encoder.encode(text))
    }
    let fromBytes = try encoder.encode(
      utf8: texts.map { Array($0.utf8) }, labels: labels, threads: threads)
    #expect(fromBytes.ids == dataset.ids && fromBytes.offsets == dataset.offsets)
  }

  @Test("no texts make an empty dataset")
  func empty() throws {
    #expect(try encoder.encode([], labels: []).count == 0)
  }

  @Test("labels that do not fit and bytes that are no text are refused by name")
  func refused() {
    #expect(throws: UnrollError.self) { try encoder.encode(["film"], labels: []) }
    let error = #expect(throws: UnrollError.self) {
      try encoder.encode(utf8: [Array("ok".utf8), [0x66, 0xC3]], labels: [0, 1], threads: 2)
    }
    #expect(error?.path == ["text 2"])
  }
}
