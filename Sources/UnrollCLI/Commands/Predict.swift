import ArgumentParser
import Unroll
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor

/// `unroll predict`: what a model thinks of texts or arrays.
struct Predict: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Predicts the labels of texts, or the outputs for an array.",
    discussion: """
      Texts are given as arguments or read from --input: one a line, or JSON lines with "text". \
      Each gives a line with the score, the label and the text, separated by tabs, in the order \
      of the input and as soon as it is computed. With two labels the score is the probability of \
      the second one; with more it is that of the label found.

      A model on arrays reads and writes .npy files.

      Examples:
        unroll predict reviews.keras "A dull film." "What a delight!"
        unroll predict reviews.keras --input reviews.txt --output scores.tsv
        cat reviews.jsonl | unroll predict reviews.keras --input - --json
        unroll predict model.json --weights model.weights.h5 \\
          --input X.npy --output Y.npy
      """)

  @OptionGroup var model: ModelOptions

  @Argument(help: ArgumentHelp("The texts.", valueName: "text")) var texts: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "One text a line, or JSON lines with \"text\", or an array .npy; - is standard input.",
      valueName: "file"), completion: .file())
  var input: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the results go instead of standard output.", valueName: "file"),
    completion: .file())
  var output: String?

  @Flag(help: "Print one JSON object a line.") var json = false
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  private var readsArray: Bool { input?.hasSuffix(".npy") ?? false }

  func validate() throws {
    guard texts.isEmpty != (input == nil) else {
      throw ValidationError(
        input == nil
          ? "Give texts, or --input FILE, or --input - for standard input."
          : "Give texts or --input, not both.")
    }
    guard !readsArray || (output?.hasSuffix(".npy") ?? false) else {
      throw ValidationError("The outputs for an array need --output FILE.npy.")
    }
    guard !readsArray || !json else { throw ValidationError("--json does not go with arrays.") }
  }

  func run() throws {
    if let output { try OutputProbe.check(output) }
    if readsArray, let input, let output { return try predictArray(input, output) }
    let pipeline = try TextPipeline.load(model.model)
    let predictions = TextPredictions(
      predictor: pipeline.predictor(threads: threads.count), isJSON: json)
    guard let output else { return try write(predictions, to: StandardOutput()) }
    try AtomicFile.write(to: output) { try write(predictions, to: $0) }
  }

  private func write(_ predictions: TextPredictions, to sink: some ByteSink) throws {
    if let input {
      try predictions.write(textsOf: LineReader(input), to: sink)
    } else {
      try predictions.write(texts, to: sink)
    }
  }

  private func predictArray(_ input: String, _ output: String) throws {
    let network = try model.load(messages.console)
    let array = try NumPyFile.read(input)
    let outputs = try ReadingNote.show("predicting", messages.console) {
      try locating(input) { try Predictor(network, threads: threads.count).predict(array) }
    }
    try NumPyFile.write(outputs, to: output)
  }
}
