import ArgumentParser
import UnrollTensor
import UnrollText

/// `unroll vectors show`: the numbers of words.
struct VectorsShow: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Prints the vectors of words, one line each.",
    discussion: """
      A line holds the word and its numbers with single spaces between them. Every number reads \
      back to the same bits.

      Examples:
        unroll vectors show vectors.bin film
        unroll vectors show vectors.bin.gz dog cat --limit 200000
        unroll vectors show vectors.bin -- --dash-first
      """)

  @OptionGroup var vectors: VectorFileOptions
  @Argument(help: ArgumentHelp("The words.", valueName: "word")) var words: [String]
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let table = try vectors.read(messages.console)
    try table.requireWords(words, file: vectors.file)
    let output = StandardOutput()
    for word in words {
      let numbers = (table[word] ?? []).map(\.description).joined(separator: " ")
      try output.write("\(word) \(numbers)\n")
    }
    try output.flush()
  }
}

extension WordVectors {
  /// Throws for the first word that has no vector, with words that are spelled like it.
  func requireWords(_ words: [String], file: String) throws {
    for word in words where vocabulary[word] == nil {
      let near = vocabulary.spelledLike(word).map { "\"\($0)\"" }.joined(separator: ", ")
      throw UnrollError(
        .notFound, "the word \"\(word)\" has no vector", path: [file],
        hint: near.isEmpty
          ? "upper and lower case differ, and --limit keeps only the first words of the file"
          : "there is \(near)")
    }
  }
}
