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

      A model on arrays reads and writes .npy files; one with several inputs or outputs takes \
      --input or --output once for each, in the model's order.

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
  var input: [String] = []

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the results go instead of standard output.", valueName: "file"),
    completion: .file())
  var output: [String] = []

  @Flag(help: "Print one JSON object a line.") var json = false
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  private var readsArrays: Bool { input.contains { $0.hasSuffix(".npy") } }

  // Without a file to write there is nothing to clean up, and a start to be had sooner.
  var endingSignals: [Int32] { output.isEmpty ? [] : Self.usualEndingSignals }

  func validate() throws {
    guard texts.isEmpty != input.isEmpty else {
      throw ValidationError(
        input.isEmpty
          ? "Give texts, or --input FILE, or --input - for standard input."
          : "Give texts or --input, not both.")
    }
    guard readsArrays else {
      guard input.count <= 1, output.count <= 1 else {
        throw ValidationError("For texts, give --input and --output at most once.")
      }
      return
    }
    guard input.allSatisfy({ $0.hasSuffix(".npy") }) else {
      throw ValidationError("Arrays and texts cannot be read together: \(input).")
    }
    guard !output.isEmpty, output.allSatisfy({ $0.hasSuffix(".npy") }) else {
      throw ValidationError("The outputs for an array need --output FILE.npy.")
    }
    guard !json else { throw ValidationError("--json does not go with arrays.") }
  }

  func run() throws {
    for path in output { try OutputProbe.check(path) }
    if readsArrays { return try predictArrays() }
    let pipeline = try model.loadPipeline()
    let predictions = TextPredictions(
      predictor: pipeline.predictor(threads: threads.count), isJSON: json)
    guard let path = output.first else { return try write(predictions, to: StandardOutput()) }
    try AtomicFile.write(to: path) { try write(predictions, to: $0) }
  }

  private func write(_ predictions: TextPredictions, to sink: some ByteSink) throws {
    if let input = input.first {
      try predictions.write(textsOf: LineReader(input), to: sink)
    } else {
      try predictions.write(texts, to: sink)
    }
  }

  private func predictArrays() throws {
    let network = try model.load(messages.console)
    for (what, paths, count) in [
      ("--input", input, network.inputCount), ("--output", output, network.outputCount),
    ] where paths.count != count {
      throw UnrollError(
        .invalidInput, "the number of files does not fit the model",
        path: [what, paths.joined(separator: ", ")], expected: "\(count)",
        found: "\(paths.count)", hint: "give \(what) once for each, in the order of the model")
    }
    let arrays = try input.map { try NumPyFile.read($0) }
    for (path, array) in zip(input, arrays) {
      // Other samples do not depend on it.
      guard let error = UnrollError.notFinite(in: array, named: path) else { continue }
      messages.console.note("note: \(error)")
    }
    let outputs = try ReadingNote.show("predicting", messages.console) {
      try locating(input.joined(separator: ", ")) {
        try Predictor(network, threads: threads.count).predict(inputs: arrays)
      }
    }
    try NumPyFile.write(zip(outputs, output).map { (tensor: $0, path: $1) })
  }
}
