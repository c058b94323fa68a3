import ArgumentParser
import UnrollText

/// `unroll vectors info`: what a file of word vectors holds.
struct VectorsInfo: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Says how many words and numbers a file holds, and in which format.",
    discussion: """
      Where the first line of the file tells the count, the vectors themselves are not read.

      Examples:
        unroll vectors info vectors.bin.gz
        unroll vectors info glove.6B.100d.txt --json
      """)

  private static let wordsShown = 10

  @OptionGroup var vectors: VectorFileOptions
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let info = try WordVectorFileInfo(contentsOf: vectors.file)
    var part = vectors
    // The first line of a word2vec file counts the words: a few of them are enough then.
    if info.count != nil { part.limit = min(vectors.limit ?? Self.wordsShown, Self.wordsShown) }
    let words = try part.read(messages.console)
    let count = min(info.count ?? words.count, vectors.limit ?? .max)
    let first = (0..<min(words.count, Self.wordsShown)).map(words.vocabulary.word(at:))
    let text = json ? document : table
    try StandardOutput.print(text(info, count, words.dimension, first))
  }

  private func table(
    _ info: WordVectorFileInfo, _ count: Int, _ dimension: Int, _ words: [String]
  ) -> String {
    """
    file       \(vectors.file)
    format     \(info.format.title)\(info.isCompressed ? ", gzipped" : "")
    words      \(count)
    dimension  \(dimension)
    first      \(words.joined(separator: " "))
    """
  }

  private func document(
    _ info: WordVectorFileInfo, _ count: Int, _ dimension: Int, _ words: [String]
  ) -> String {
    JSONText.object([
      ("file", .string(vectors.file)), ("format", .string(info.format.rawValue)),
      ("compressed", .bool(info.isCompressed)), ("words", .integer(count)),
      ("dimension", .integer(dimension)), ("first", .strings(words)),
    ])
  }
}

extension WordVectorFormat {
  /// The name of the format for people.
  var title: String {
    switch self {
    case .word2VecBinary: "word2vec binary"
    case .word2VecText: "word2vec text"
    case .gloVeText: "GloVe text"
    }
  }
}
