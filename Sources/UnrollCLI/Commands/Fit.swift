import ArgumentParser
import Foundation
import Unroll
import UnrollKeras
import UnrollNN
import UnrollTensor

/// `unroll fit`: a Keras model and arrays in, the trained model out.
struct Fit: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Trains a Keras model on arrays.",
    discussion: """
      Trains with the optimizer, the loss and the metrics that the model was compiled with in \
      Keras, goes on from the optimizer's state in the file, and writes a model that Keras and \
      Unroll read. Arrays are NumPy files: first the inputs, then the targets. With --no-shuffle \
      the steps are those of Keras.

      Ctrl-C stops after the current batch, saves what was learned so far to --output and ends \
      with status 130; a second Ctrl-C ends at once and saves nothing. With --checkpoint the state \
      of the run is kept, and the same command with --resume goes on with it after whatever ended \
      it, to the bit as if it had never stopped.

      Examples:
        unroll fit model.keras X.npy Y.npy --epochs 5 --output trained.keras
        unroll fit model.json X.npy Y.npy --loss mse --optimizer adam \\
          --learning-rate 0.01 --validation-split 0.2 --output trained.keras
        unroll fit model.keras X.npy Y.npy --validation VX.npy VY.npy \\
          --epochs 50 --early-stopping val_loss:3,restore-best \\
          --checkpoint-path 'best-{epoch:02d}.keras' --checkpoint-best val_loss \\
          --csv-log log.csv --tensorboard logs --output trained.keras
        unroll fit model.keras X.npy Y.npy --epochs 500 --output trained.keras \\
          --checkpoint run --every 1000 batches --resume
      """)

  @OptionGroup var model: ModelOptions

  @Argument(
    help: ArgumentHelp("The arrays: inputs, then targets.", valueName: "x.npy y.npy"),
    completion: .file(extensions: ["npy"]))
  var arrays: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("The model to write.", valueName: "file.keras"),
    completion: .file(extensions: ["keras"]))
  var output: String

  @OptionGroup(title: "Training") var fit: FitOptions
  @OptionGroup(title: "Training") var weights: WeightOptions
  @OptionGroup(title: "Training") var threads: ThreadOptions
  @OptionGroup(title: "Training") var numbers: NumberOptions

  @Option(
    help: ArgumentHelp("Write the figures of every epoch as JSON.", valueName: "file.json"),
    completion: .file(extensions: ["json"]))
  var history: String?

  @OptionGroup(title: "Optimizer, loss and metrics") var optimizer: OptimizerOptions
  @OptionGroup(title: "Optimizer, loss and metrics") var loss: LossOptions
  @OptionGroup(title: "Between epochs") var callbacks: CallbackOptions
  @OptionGroup(title: "Going on later") var checkpointing: CheckpointOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  // The others are for the training session.
  var endingSignals: [Int32] { checkpointing.endingSignals }

  func validate() throws {
    guard output.hasSuffix(".keras") else {
      throw ValidationError("--output must end in .keras: \(output)")
    }
  }

  func run() throws {
    let console = messages.console
    // Hours of training must not end at a folder that is missing.
    for path in [output, history].compactMap({ $0 }) + callbacks.outputs {
      try OutputProbe.check(path)
    }
    let trainer = try makeTrainer(console)
    let (training, validation) = try data(for: trainer)
    let checkpoints = try checkpointing.open(console)
    let known = fit.seed ?? checkpoints?.seed
    let seed = known ?? .random(in: 0..<1 << 32)
    if known == nil { console.note("seed \(seed) (--seed \(seed) repeats this run)") }
    var session = try session(trainer, seed: seed)
    session.checkpoints = checkpoints
    try session.train(training, validation: validation, console)
  }

  /// The model, with what it is to be trained with.
  private func makeTrainer(_ console: Console) throws -> Trainer {
    let loaded = try model.loadWithNotes(console)
    if try TextPipeline.isTextModel(model.model) {
      console.note("note: \(output) will read vectors; the text side is left behind")
    }
    var compilation = try loss.compilation(loaded, path: model.model, purpose: "trained")
    try optimizer.apply(to: &compilation)
    // Another optimizer cannot use the numbers of the one before.
    if optimizer.optimizer != nil { loaded.model.forgetOptimizerState() }
    let trainer = Trainer(loaded.model, compilation)
    trainer.threads = threads.count
    trainer.allowsNonFinite = numbers.allowsNonFinite
    return trainer
  }

  private func data(for trainer: Trainer) throws -> (any Dataset, (any Dataset)?) {
    let samples = try ArrayFiles(arrays, for: trainer.model)
    if !numbers.allowsNonFinite { try samples.checkNumbers() }
    let weights = try weights.weights(of: samples, allowsNonFinite: numbers.allowsNonFinite)
    if !fit.validation.isEmpty {
      let validation = try locating("--validation") {
        let files = try ArrayFiles(fit.validation, for: trainer.model)
        if !numbers.allowsNonFinite { try files.checkNumbers() }
        return try files.dataset(for: trainer)
      }
      return (try samples.dataset(for: trainer).weighted(weights), validation)
    }
    guard let share = fit.validationSplit else {
      return (try samples.dataset(for: trainer).weighted(weights), nil)
    }
    let split = Int((Double(samples.count) * (1 - share)).rounded(.down))
    guard split > 0, split < samples.count else {
      throw UnrollError(
        .invalidInput, "--validation-split leaves a part without samples", path: [samples.name],
        found: "\(samples.count) samples, \(samples.count - split) of them for validation",
        hint: "give more samples, or another --validation-split")
    }
    let (first, last) = (samples.samples(0..<split), samples.samples(split..<samples.count))
    // The weights of classes are for training alone.
    let rest = self.weights.sampleWeight == nil ? nil : weights.map { Array($0[split...]) }
    return (
      try first.dataset(for: trainer).weighted(weights.map { Array($0[..<split]) }),
      try last.dataset(for: trainer).weighted(rest)
    )
  }

  private func session(_ trainer: Trainer, seed: UInt64) throws -> TrainingSession {
    let allowsNonFinite = numbers.allowsNonFinite
    let save = { (model: Model, path: String) in
      try model.save(to: path, allowsNonFinite: allowsNonFinite)
    }
    return TrainingSession(
      trainer: trainer,
      schedule: .init(
        epochs: fit.epochs, initialEpoch: fit.initialEpoch, batchSize: fit.batchSize,
        shuffles: !fit.keepsOrder, seed: seed),
      callbacks: try callbacks.make(save: save, allowsNonFinite: allowsNonFinite),
      output: output, history: history,
      summary: String(try trainer.model.summary().dropLast()), noun: "samples", save: save)
  }
}

extension ArrayDataset {
  /// The samples with weights, if there are any.
  ///
  /// - Throws: `UnrollError` if there are more or fewer weights than samples.
  fileprivate func weighted(_ weights: [Float]?) throws -> any Dataset {
    guard let weights else { return self }
    return try WeightedDataset(self, weights: weights)
  }
}
