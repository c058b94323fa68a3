import UnrollTensor

@testable import UnrollArchive
@testable import UnrollText

/// Readers of word vectors: word2vec binary and text, and GloVe.
enum VectorReaders {
  static let all = [
    HostileReader("vectors") { try vectors($0, name: "input.bin", limit: nil, .utf8) },
    HostileReader("vectors-text") { try vectors($0, name: "input.txt", limit: 4, .bytes) },
  ]

  private static func vectors(
    _ bytes: [UInt8], name: String, limit: Int?, _ encoding: WordVectors.WordEncoding
  ) throws {
    let file = VectorFile(path: name, limit: limit, encoding: encoding)
    // Plain files are mapped, pipes and compressed ones come as a stream.
    try tolerating { try use(file.read(mapped: FileBytes(bytes))) }
    let stream = try ByteStream(FileBytes(bytes), name: name, limits: ArchiveReaders.limits)
    try use(file.read(stream))
  }

  private static func use(_ parts: (Vocabulary, VectorTable)) throws {
    let vectors = try WordVectors(vocabulary: parts.0, table: parts.1)
    guard let first = vectors.vocabulary.words.first, vectors.vocabulary[first] != nil else {
      return
    }
    _ = try vectors.mostSimilar(positive: [first], count: 2)
  }
}
