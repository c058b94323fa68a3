import ArgumentParser
import Foundation
import Unroll
import UnrollInsight
import UnrollTensor
import UnrollText

/// `unroll vectors map`: the words of a text on a plane.
struct VectorsMap: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Puts the words of a text on a plane, with their neighbours.",
    discussion: """
      The plane is that on which the vectors of the text's words spread the most (principal \
      components). For each word its place, how often the text has it, and the most similar words \
      of all; --analogy a b c asks what is to c as b is to a. The vectors are those of a file, or \
      of a text model.

      Examples:
        unroll vectors map vectors.bin "A warm film with a cold heart."
        unroll vectors map reviews.keras --file review.txt --html words.html
        unroll vectors map vectors.bin "man woman king queen" \\
          --analogy man woman king --json
      """)

  @OptionGroup var vectors: VectorFileOptions

  @Argument(help: ArgumentHelp("The text.", valueName: "text")) var text: String?

  @Option(
    name: .customLong("file"),
    help: ArgumentHelp("Read the text from a file; - is standard input.", valueName: "file"),
    completion: .file())
  var textFile: String?

  @Option(help: ArgumentHelp("How many similar words are shown.", valueName: "n"))
  var neighbours = 5

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Three words: what is to c as b is to a?", valueName: "a b c"))
  var analogy: [String] = []

  @OptionGroup var document: DocumentOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    guard (text == nil) != (textFile == nil) else {
      throw ValidationError("Give a text, or --file FILE, or --file - for standard input.")
    }
    guard analogy.count % 3 == 0 else {
      throw ValidationError("--analogy takes three words: a b c.")
    }
    guard neighbours >= 0 else {
      throw ValidationError("--neighbours must be 0 or more, not \(neighbours).")
    }
  }

  func run() throws {
    try document.check()
    let encoder = try encoder()
    let text = try text ?? WholeText.read(textFile ?? "-")
    let analogies = stride(from: 0, to: analogy.count, by: 3).map {
      Array(analogy[$0..<($0 + 3)])
    }
    let map = try locating(vectors.file) {
      try WordMap(text, encoder, neighbours: neighbours, analogies: analogies)
    }
    try document.write(map) { WordMapText(map).description }
  }

  /// The vectors of a file, or of a text model with its tokenizer.
  private func encoder() throws -> TextEncoder {
    guard vectors.file.hasSuffix(".keras") else {
      return TextEncoder(vectors: try vectors.read(messages.console), length: 1)
    }
    return try TextPipeline.load(vectors.file, selfCheck: false).encoder
  }
}
