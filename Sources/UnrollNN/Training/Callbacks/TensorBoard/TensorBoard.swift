import UnrollTensor

/// Writes the figures of a run as files that TensorBoard shows.
///
/// The folder `train` gets `epoch_loss`, the metrics and `epoch_learning_rate`; `validation` gets
/// the same names for the validation, and `evaluation_loss_vs_iterations`. Names, steps and forms
/// are those of Keras, so that runs of both can be shown together.
///
/// - Keras: `TensorBoard` without histograms, images, embeddings and profiles.
public final class TensorBoard: Callback {
  /// How often the running means are written beside the figures of the epochs.
  public enum Updates: Sendable, Equatable {
    /// Not at all.
    case epoch
    /// After every so many batches, counted over all epochs.
    case batches(Int)
  }

  private let folder: String
  private let updates: Updates
  private let describe: ((Model) throws -> String)?
  private var training: EventFile?
  private var validation: EventFile?
  private var batchesDone = 0

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - folder: the folder of the run; made if missing.
  ///   - updates: how often running means are written.
  ///   - describe: gives what Keras's `to_json()` gives, from which TensorBoard draws a graph.
  public init(
    _ folder: String, updates: Updates = .epoch, describe: ((Model) throws -> String)? = nil
  ) {
    self.folder = folder
    self.updates = updates
    self.describe = describe
  }

  /// Starts the files.
  public func trainingWillBegin(_ context: TrainingContext) throws {
    if case .batches(let count) = updates {
      try locating("TensorBoard") {
        try require(count > 0, "the number of batches must be positive", found: count)
      }
    }
    batchesDone = 0
    training = try EventFile(in: folder + "/train")
    validation = context.hasValidation ? try EventFile(in: folder + "/validation") : nil
    if let describe { try training?.write(model: describe(context.model)) }
  }

  /// The number of batches done.
  ///
  /// What was written stays; the run goes on in files of its own, whose figures TensorBoard puts in
  /// the place of equal ones.
  public var state: CallbackState? {
    var state = CallbackState(kind: "TensorBoard")
    state.numbers["batches"] = Double(batchesDone)
    return state
  }

  /// Goes on counting.
  ///
  /// - Throws: `UnrollError` if the state holds no count.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {
    batchesDone = try state.count("batches") ?? 0
  }

  /// Writes the running means, if they are wanted.
  public func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) throws -> Action {
    batchesDone += 1
    if case .batches(let count) = updates, batchesDone % count == 0 {
      try training?.write(Self.named("batch_", progress.figures), step: batchesDone)
    }
    return .goOn
  }

  /// Writes the figures of the epoch.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    let validated = figures.filter { $0.key.hasPrefix("val_") }
      .map { (String($0.key.dropFirst(4)), $0.value) }
    var trained = figures.filter { !$0.key.hasPrefix("val_") }
    trained["learning_rate"] = context.learningRate
    try training?.write(Self.named("epoch_", trained), step: epoch)
    let evaluation = Dictionary(uniqueKeysWithValues: validated)
    try validation?.write(
      Self.named("evaluation_", evaluation, "_vs_iterations"), step: context.iterations)
    try validation?.write(Self.named("epoch_", evaluation), step: epoch)
    return .goOn
  }

  /// Closes the files.
  public func trainingDidEnd(_ context: TrainingContext) { (training, validation) = (nil, nil) }

  /// Closes the files.
  public func trainingDidFail(_ error: any Error) { (training, validation) = (nil, nil) }

  private static func named(
    _ prefix: String, _ figures: [String: Double], _ suffix: String = ""
  ) -> [(tag: String, value: Double)] {
    figures.sorted { $0.key < $1.key }.map { (prefix + $0.key + suffix, $0.value) }
  }
}
