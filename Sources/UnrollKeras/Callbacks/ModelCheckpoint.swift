public import UnrollNN
import UnrollTensor

/// Saves the model on the way: after epochs or batches, each time or only where a figure improves.
///
/// The path may have fields in Python's notation: `{epoch:02d}` and `{batch}`, counted from 1, and
/// figures such as `{val_loss:.2f}`. Files are written whole or not at all, with the state of the
/// optimizer, so that a run can be taken up from each.
///
/// - Keras: `ModelCheckpoint`.
public final class ModelCheckpoint: Callback {
  /// When the model is saved.
  public enum Frequency: Sendable, Equatable {
    /// After every epoch and its validation.
    case epoch
    /// After every so many batches, counted over all epochs.
    case batches(Int)
  }

  private let template: PathTemplate
  private var monitor: FigureMonitor?
  private let frequency: Frequency
  private let threshold: Double?
  private let save: (Model, String) throws -> Void
  private var best: Double?
  private var batchesDone = 0

  /// The path of the file that was saved last; nil if none was.
  public private(set) var lastPath: String?

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - path: the file to write, with fields; `.keras`, or `.weights.h5` for the weights alone.
  ///   - monitor: the figure that decides which model is the best.
  ///   - saveBestOnly: whether only a model that is better than those before is saved.
  ///   - mode: whether the figure is to grow or to shrink.
  ///   - frequency: when the model is saved.
  ///   - initialValueThreshold: what the first model must be better than to be saved.
  ///   - allowsNonFinite: whether weights that are infinite or no numbers are saved.
  ///   - save: writes a whole model; nil for a plain `.keras` file.
  /// - Throws: `UnrollError` if the path cannot be used.
  public init(
    _ path: String, monitor: String = "val_loss", saveBestOnly: Bool = false,
    mode: MonitorMode = .auto, frequency: Frequency = .epoch,
    initialValueThreshold: Double? = nil, allowsNonFinite: Bool = false,
    save: ((Model, String) throws -> Void)? = nil
  ) throws {
    template = try PathTemplate(path)
    self.monitor = saveBestOnly ? FigureMonitor(monitor, mode, minDelta: 0) : nil
    self.frequency = frequency
    threshold = initialValueThreshold
    guard path.hasSuffix(".weights.h5") || path.hasSuffix(".keras") else {
      throw UnrollError(
        .invalidConfiguration, "a checkpoint is a model or its weights", path: [path],
        expected: "a name that ends in .keras or .weights.h5", hint: "give it such a name")
    }
    self.save =
      path.hasSuffix(".keras")
      ? save ?? { try $0.save(to: $1, allowsNonFinite: allowsNonFinite) }
      : { try $0.saveWeights(to: $1, allowsNonFinite: allowsNonFinite) }
  }

  /// Begins anew.
  public func trainingWillBegin(_ context: TrainingContext) throws {
    (best, batchesDone) = (threshold, 0)
    try locating("ModelCheckpoint") {
      try monitor?.prepare(context)
      try checkNames(context)
      guard case .batches(let count) = frequency else { return }
      try require(count > 0, "the number of batches must be positive", found: count)
      if let monitor, monitor.name.hasPrefix("val_") {
        throw UnrollError(
          .invalidConfiguration, "between batches there is no validation", path: [monitor.name],
          hint: "save after epochs, or watch loss")
      }
    }
  }

  /// An epoch may take hours: a field that nothing will fill is refused before the first one.
  private func checkNames(_ context: TrainingContext) throws {
    let counts = frequency == .epoch ? ["epoch"] : ["batch", "epoch"]
    let isKnown = { counts.contains($0) || FigureMonitor.knows($0, in: context) }
    guard let stranger = template.names.first(where: { !isKnown($0) }) else { return }
    throw template.unknown(stranger, known: counts + FigureMonitor.names(in: context))
  }

  /// The number of batches done, and the best figure.
  public var state: CallbackState? {
    var state = CallbackState(kind: "ModelCheckpoint")
    (state.numbers["batches"], state.numbers["best"]) = (Double(batchesDone), best)
    state.texts["last path"] = lastPath
    return state
  }

  /// Goes on with the best figure of another process.
  ///
  /// - Throws: `UnrollError` if the state holds no count.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {
    batchesDone = try state.count("batches") ?? 0
    (best, lastPath) = (state.numbers["best"], state.texts["last path"])
  }

  /// Saves the model, if it is time.
  public func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) throws -> Action {
    guard case .batches(let count) = frequency else { return .goOn }
    batchesDone += 1
    if batchesDone % count == 0 {
      try saveIfBest(
        context, progress.figures, ["epoch": progress.epoch + 1, "batch": progress.step])
    }
    return .goOn
  }

  /// Saves the model, if it is time.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    if frequency == .epoch { try saveIfBest(context, figures, ["epoch": epoch + 1]) }
    return .goOn
  }

  private func saveIfBest(
    _ context: TrainingContext, _ figures: [String: Double], _ numbers: [String: Int]
  ) throws {
    if let monitor {
      let value = try locating("ModelCheckpoint") { try monitor.value(in: figures) }
      guard monitor.isImprovement(value, on: best) else { return }
      best = value
    }
    let path = try locating("ModelCheckpoint") { try template.path(numbers, figures) }
    try save(context.model, path)
    lastPath = path
  }
}
