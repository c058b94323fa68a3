import ArgumentParser
import Foundation
import Unroll
import UnrollInsight
import UnrollKeras
import UnrollNN
import UnrollTensor

/// `unroll explain`: what a model read in a text, and when it made up its mind.
struct Explain: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a model read in a text: contributions, course, gates.",
    discussion: """
      Every word is coloured by what it adds to the decision: integrated gradients over the word \
      vectors, whose sum is the change of the logit from a text of zero vectors. Where there is no \
      colour, signs stand in its place. Below follow the course of the prediction word by word, \
      the strongest words, and for recurrent layers which units hold on to what they have read.

      A model on arrays explains one sample of a .npy file, step by step.

      Examples:
        unroll explain reviews.keras "A dull film with a great ending."
        unroll explain reviews.keras --file review.txt --html review.html
        unroll explain reviews.keras "What a delight!" --json > delight.json
        unroll explain model.keras --input X.npy --sample 3
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: ArgumentHelp("The text.", valueName: "text")) var text: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Read the text from a file; - is standard input.", valueName: "file"),
    completion: .file())
  var file: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("An array .npy of samples, for a model on arrays.", valueName: "file.npy"),
    completion: .file(extensions: ["npy"]))
  var input: String?

  @Option(help: ArgumentHelp("Which sample of the array, from 0.", valueName: "n"))
  var sample: Int = 0

  @Option(
    help: ArgumentHelp(
      "Which output the contributions are for, from 0. (default: the likeliest)", valueName: "n"))
  var output: Int?

  @OptionGroup var document: DocumentOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    let given = [text, file, input].compactMap { $0 }.count
    guard given == 1 else {
      throw ValidationError(
        given == 0
          ? "Give a text, or --file FILE, or --file - for standard input."
          : "Give a text, --file or --input, one of them.")
    }
    guard sample >= 0 else { throw ValidationError("--sample must be 0 or more, not \(sample).") }
  }

  func run() throws {
    try document.check()
    let explanation = try input.map(explainArray) ?? explainText()
    try document.write(explanation) {
      ExplanationText(explanation, style: TerminalStyle.standardOutput).description
    }
  }

  private func explainText() throws -> Explanation {
    let pipeline = try model.loadPipeline()
    let text = try text ?? WholeText.read(file ?? "-")
    return try locating(model.model) {
      try Explainer(pipeline, threads: threads.count).explain(text, output: output)
    }
  }

  private func explainArray(_ path: String) throws -> Explanation {
    let network = try model.load(messages.console)
    let array = try NumPyFile.read(path)
    guard array.shape.rank > 1, sample < array.shape[0] else {
      throw UnrollError(
        .invalidInput, "the array has no such sample", path: [path],
        expected: array.shape.rank > 1 ? "0 to \(array.shape[0] - 1)" : "an axis of samples",
        found: "\(sample)", hint: "give another --sample")
    }
    let explainer = try locating(model.model) {
      try Explainer(network, threads: threads.count)
    }
    return try locating(path) { try explainer.explain(sample: array.row(sample), output: output) }
  }
}
