import UnrollTensor

/// Stops when a figure no longer improves, and can bring the best weights back.
///
/// - Keras: `EarlyStopping`.
public final class EarlyStopping: Callback {
  private var monitor: FigureMonitor
  private let patience: Int
  private let baseline: Double?
  private let restoresBestWeights: Bool
  private let startFromEpoch: Int
  private var wait = 0
  private var best: (value: Double, epoch: Int)?
  private var bestWeights: (values: [Tensor<Float>], epoch: Int)?

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - monitor: the figure.
  ///   - minDelta: what an improvement must be larger than.
  ///   - patience: how many epochs without improvement are borne.
  ///   - mode: whether the figure is to grow or to shrink.
  ///   - baseline: what the figure must be better than for patience to begin anew.
  ///   - restoresBestWeights: whether the model ends with the weights of its best epoch.
  ///   - startFromEpoch: the first epoch that counts, from 0.
  public init(
    monitor: String = "val_loss", minDelta: Double = 0, patience: Int = 0,
    mode: MonitorMode = .auto, baseline: Double? = nil, restoresBestWeights: Bool = false,
    startFromEpoch: Int = 0
  ) {
    self.monitor = FigureMonitor(monitor, mode, minDelta: minDelta)
    self.patience = patience
    self.baseline = baseline
    self.restoresBestWeights = restoresBestWeights
    self.startFromEpoch = startFromEpoch
  }

  /// The best epoch so far, counted from 0, and its figure.
  public var bestEpoch: (epoch: Int, value: Double)? { best.map { ($0.epoch, $0.value) } }

  /// The epoch, counted from 0, after which training was stopped; nil if it was not.
  public private(set) var stoppedEpoch: Int?

  /// The epoch, counted from 0, whose weights were brought back; nil if none were.
  public private(set) var restoredEpoch: Int?

  /// Begins anew.
  public func trainingWillBegin(_ context: TrainingContext) throws {
    try locating("EarlyStopping") { try monitor.prepare(context) }
    (wait, best, bestWeights) = (0, nil, nil)
    (stoppedEpoch, restoredEpoch) = (nil, nil)
  }

  /// The patience used up, the best figure, and the best weights if they are to be brought back.
  public var state: CallbackState? {
    var state = CallbackState(kind: "EarlyStopping")
    state.numbers["wait"] = Double(wait)
    (state.numbers["best"], state.numbers["best epoch"]) = (
      best?.value, best.map { Double($0.epoch) }
    )
    state.numbers["epoch of the weights"] = bestWeights.map { Double($0.epoch) }
    state.numbers["stopped epoch"] = stoppedEpoch.map(Double.init)
    state.arrays = bestWeights?.values ?? []
    return state
  }

  /// Goes on with the patience and the best weights of another process.
  ///
  /// - Throws: `UnrollError` if the weights do not fit the model.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {
    wait = try state.count("wait") ?? 0
    best = try state.count("best epoch").flatMap { epoch in
      state.numbers["best"].map { (value: $0, epoch: epoch) }
    }
    stoppedEpoch = try state.count("stopped epoch")
    bestWeights = try state.count("epoch of the weights").map { (state.arrays, $0) }
    guard let bestWeights else { return }
    try locating("EarlyStopping") {
      try context.model.parameters.requireShapes(of: bestWeights.values)
    }
  }

  /// Notes the figure, and stops when patience is at its end.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    let value = try locating("EarlyStopping") { try monitor.value(in: figures) }
    guard epoch >= startFromEpoch else { return .goOn }
    wait += 1
    let improves = monitor.isImprovement(value, on: best?.value)
    if restoresBestWeights && (improves || bestWeights == nil) {
      bestWeights = (context.model.parameters.values, epoch)
    }
    if improves {
      best = (value, epoch)
      if monitor.isImprovement(value, on: baseline) { wait = 0 }
      return .goOn
    }
    guard wait >= patience, epoch > 0 else { return .goOn }
    stoppedEpoch = epoch
    return .stop
  }

  /// Brings the best weights back.
  public func trainingDidEnd(_ context: TrainingContext) throws {
    guard let bestWeights else { return }
    try context.model.parameters.replaceAll(bestWeights.values)
    restoredEpoch = bestWeights.epoch
  }
}
