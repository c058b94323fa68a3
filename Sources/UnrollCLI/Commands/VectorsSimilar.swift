import ArgumentParser
import UnrollText

/// `unroll vectors similar`: words that stand near others.
struct VectorsSimilar: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "similar",
    abstract: "Finds the words whose vectors point most nearly where the given words do.",
    discussion: """
      Prints a line for each word found: the word, a tab, and the cosine of the angle.

      Examples:
        unroll vectors similar vectors.bin film
        unroll vectors similar vectors.bin king woman --negative man --count 1
      """)

  @OptionGroup var vectors: VectorFileOptions
  @Argument(help: ArgumentHelp("Words to be near to.", valueName: "word")) var words: [String] = []
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("Words to be far from.", valueName: "word"))
  var negative: [String] = []
  @Option(help: ArgumentHelp("How many words to find.", valueName: "n")) var count = 10
  @Flag(help: "Print one JSON object a line.") var json = false
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    guard !words.isEmpty || !negative.isEmpty else {
      throw ValidationError("Give at least one word, for example: similar \(vectors.file) film")
    }
    guard count >= 1 else { throw ValidationError("--count must be 1 or more, not \(count).") }
  }

  func run() throws {
    let table = try vectors.read(messages.console)
    try table.requireWords(words + negative, file: vectors.file)
    let output = StandardOutput()
    for match in try table.mostSimilar(positive: words, negative: negative, count: count) {
      try output.write(line(match) + "\n")
    }
    try output.flush()
  }

  private func line(_ match: WordVectors.Match) -> String {
    guard json else { return "\(match.word)\t\(match.score)" }
    return JSONText.object([("word", .string(match.word)), ("score", .number(match.score))])
  }
}
