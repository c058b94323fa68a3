import ArgumentParser
import Foundation
import Unroll
import UnrollNN
import UnrollTensor
import UnrollText

/// `unroll train`: labelled texts in, a text model out.
struct Train: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a network on labelled texts and saves it as a text model.",
    discussion: """
      The texts are shuffled, split into a part to learn from and one for validation, and read as \
      sequences of word vectors. Prints the summary of the network, trains, saves, and ends with \
      the figures of the validation. A test split of the data is left for unroll evaluate.

      Ctrl-C stops after the current batch, saves what was learned so far to --output and ends \
      with status 130; a second Ctrl-C ends at once and saves nothing. With --checkpoint the state \
      of the run is kept, and the same command with --resume goes on with it after whatever ended \
      it, to the bit as if it had never stopped.

      Examples:
        unroll train --output sample.keras
        unroll train --data aclImdb_v1.tar.gz \\
          --vectors GoogleNews-vectors-negative300.bin.gz --limit 200000 \\
          --layer lstm --epochs 2 --output lstm.keras
        unroll train --data tickets.csv --label-column team --layer gru \\
          --bidirectional --epochs 5 --history run.json --output tickets.keras
        unroll train --data aclImdb_v1.tar.gz --epochs 50 --output long.keras \\
          --checkpoint long --every 10 minutes --resume
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The text model to write.", valueName: "file.keras"),
    completion: .file(extensions: ["keras"]))
  var output: String

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Data") var vectors: VectorOptions

  @Option(
    help: ArgumentHelp(
      "The most words of a text. (default: 400, or what the architecture says)", valueName: "n"))
  var maxLength: Int?

  @OptionGroup(title: "Network") var network: NetworkOptions

  @Option(
    help: ArgumentHelp(
      "A network as Keras's to_json() describes it, instead of the six options above.",
      valueName: "model.json"), completion: .file(extensions: ["json", "keras"]))
  var architecture: String?

  @OptionGroup(title: "Training") var training: TrainingOptions
  @OptionGroup(title: "Training") var threads: ThreadOptions
  @OptionGroup(title: "Training") var numbers: NumberOptions

  @Option(
    help: ArgumentHelp(
      "Which words the model keeps with their vectors: all, or those seen in this run.",
      valueName: "words"))
  var keepWords = KeptWords.all

  @Option(
    help: ArgumentHelp("Write the figures of every epoch as JSON.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var history: String?

  @Option(
    help: ArgumentHelp(
      """
      Write a page about the run: curves, confusion, ROC, calibration, the texts it got most wrong. \
      A name that ends in .json gets the document itself.
      """, valueName: "file.html"), completion: .file(extensions: ["html", "json"]))
  var report: String?

  @OptionGroup(title: "Between epochs") var callbacks: CallbackOptions
  @OptionGroup(title: "Going on later") var checkpointing: CheckpointOptions

  @OptionGroup(title: "Messages") var messages: MessageOptions

  // The others are for the training session.
  var endingSignals: [Int32] { checkpointing.endingSignals }

  func validate() throws {
    guard output.hasSuffix(".keras") else {
      throw ValidationError("--output must end in .keras: \(output)")
    }
    if let maxLength, maxLength < 1 {
      throw ValidationError("--max-length must be 1 or more, not \(maxLength).")
    }
  }

  func run() throws {
    let console = messages.console
    // Hours of training must not end at a folder that is missing.
    for path in [output, history, report].compactMap({ $0 }) + callbacks.outputs {
      try OutputProbe.check(path)
    }
    let checkpoints = try checkpointing.open(console)
    let known = training.seed ?? checkpoints?.seed
    let seed = known ?? .random(in: 0..<1 << 32)
    if known == nil { console.note("seed \(seed) (--seed \(seed) repeats this run)") }
    let archive = try data.read([.train], console)
    let classifier = try Classifier(
      texts: archive, vectors: vectors.read(console), command: self, seed: seed)
    var session = try session(classifier, archive.train, seed: seed)
    session.checkpoints = checkpoints
    try session.train(classifier.training, validation: classifier.validation, console)
  }

  private func session(
    _ classifier: Classifier, _ texts: LabeledTexts, seed: UInt64
  ) throws -> TrainingSession {
    let pipeline = classifier.pipeline
    var compilation = try pipeline.defaultCompilation()
    compilation.optimizer = try training.makeOptimizer()
    let trainer = Trainer(pipeline.model, compilation)
    trainer.threads = threads.count
    trainer.allowsNonFinite = numbers.allowsNonFinite
    // The network is trained in place: a checkpoint has the same text side.
    let allowsNonFinite = numbers.allowsNonFinite
    let save = { (_: Model, path: String) in
      try pipeline.save(to: path, allowsNonFinite: allowsNonFinite)
    }
    var session = TrainingSession(
      trainer: trainer,
      schedule: .init(epochs: training.epochs, batchSize: training.batchSize, seed: seed),
      callbacks: try callbacks.make(save: save, allowsNonFinite: allowsNonFinite),
      output: output, history: history, summary: try pipeline.model.summary(), noun: "texts",
      save: save)
    session.afterwards = report.map { path in
      { course, callbacks in
        let report = try RunReport(self, classifier, texts, seed: seed)
          .make(course, keptEpoch: callbacks.restoredEpoch)
        try RunReport.write(report, to: path)
      }
    }
    return session
  }
}

/// Which words a saved model knows.
enum KeptWords: String, CaseIterable, ExpressibleByArgument { case all, seen }
