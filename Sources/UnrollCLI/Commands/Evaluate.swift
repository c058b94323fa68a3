import ArgumentParser
import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// `unroll evaluate`: loss and metrics of a model.
struct Evaluate: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Computes the loss and the metrics of a model.",
    discussion: """
      Text models are evaluated on labelled texts; the test split of the data unless --split says \
      otherwise. Models on arrays are evaluated on .npy files, first the inputs, then the targets, \
      with the loss and the metrics of their compile configuration.

      Examples:
        unroll evaluate reviews.keras
        unroll evaluate lstm.keras --data aclImdb_v1.tar.gz --split test
        unroll evaluate model.keras X.npy Y.npy --json
        unroll evaluate model.json X.npy Y.npy --loss mse --metrics none
      """)

  /// A part of labelled texts.
  enum Split: String, CaseIterable, ExpressibleByArgument { case train, test }

  @OptionGroup var model: ModelOptions

  @Argument(
    help: ArgumentHelp("Inputs and targets, for a model on arrays.", valueName: "x.npy y.npy"),
    completion: .file(extensions: ["npy"]))
  var arrays: [String] = []

  @OptionGroup(title: "Loss and metrics") var loss: LossOptions
  @OptionGroup(title: "Data") var data: DataOptions

  @Option(
    help: "The part of the texts. (default: test; all texts of data that is not split)")
  var split: Split?

  @OptionGroup var numbers: NumberOptions
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    guard arrays.isEmpty || (arrays.count > 1 && data.data == nil) else {
      throw ValidationError("Give --data PATH for texts, or files X.npy Y.npy for arrays.")
    }
  }

  func run() throws {
    let console = messages.console
    let (figures, count, noun) =
      try arrays.isEmpty ? evaluateTexts(console) : evaluateArrays(console)
    let names = figures.keys.sorted()
    if json {
      try StandardOutput.print(
        JSONText.object(
          names.map { ($0, .real(figures[$0] ?? .nan)) } + [("samples", .integer(count))]))
    } else {
      let line = names.map { "\($0): \(ProgressFormat.number(figures[$0] ?? .nan))" }
      try StandardOutput.print(line.joined(separator: " - ") + " (\(count) \(noun))")
    }
  }

  private typealias Result = (figures: [String: Double], count: Int, noun: String)

  private func evaluateTexts(_ console: Console) throws -> Result {
    let pipeline = try model.loadPipeline()
    let texts = try LabeledSelection(data.read([.train, .test], console), split, data, console)
    let dataset = try ReadingNote.show("encoding texts", console) {
      try texts.encoded(for: pipeline, threads: threads.count)
    }
    var compilation = try pipeline.model.compilation ?? pipeline.defaultCompilation()
    try loss.apply(to: &compilation)
    let figures = try evaluate(pipeline.model, compilation, dataset, console)
    return (figures, dataset.count, "texts")
  }

  private func evaluateArrays(_ console: Console) throws -> Result {
    let loaded = try model.loadWithNotes(console)
    let compilation = try loss.compilation(loaded, path: model.model, purpose: "evaluated")
    let files = try ArrayFiles(arrays, for: loaded.model)
    if !numbers.allowsNonFinite { try files.checkNumbers() }
    let dataset = try files.dataset(for: Trainer(loaded.model, compilation))
    let figures = try locating(files.name) {
      try evaluate(loaded.model, compilation, dataset, console)
    }
    return (figures, files.count, "samples")
  }

  private func evaluate(
    _ network: Model, _ compilation: Compilation, _ dataset: some Dataset, _ console: Console
  ) throws -> [String: Double] {
    let trainer = Trainer(network, compilation)
    trainer.threads = threads.count
    return try ReadingNote.show("evaluating", console) { note in
      try trainer.evaluate(dataset) { done in
        note.update(share: Double(done) / Double(dataset.count), detail: nil)
      }
    }
  }
}
