import UnrollTensor

/// Reduces the learning rate when a figure no longer improves, and reports it as `learning_rate`.
///
/// - Keras: `ReduceLROnPlateau`.
public final class ReduceLROnPlateau: Callback {
  private var monitor: FigureMonitor
  private let factor: Double
  private let patience: Int
  private let cooldown: Int
  private let minimum: Double
  private var wait = 0
  private var epochsToCool = 0
  private var best: Double?

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - monitor: the figure.
  ///   - factor: what the learning rate is multiplied by, at least 0 and less than 1.
  ///   - patience: how many epochs without improvement are borne.
  ///   - mode: whether the figure is to grow or to shrink.
  ///   - minDelta: what an improvement must be larger than.
  ///   - cooldown: how many epochs after a reduction do not count.
  ///   - minLearningRate: the lowest learning rate.
  /// - Throws: `UnrollError` if the factor would not reduce.
  public init(
    monitor: String = "val_loss", factor: Double = 0.1, patience: Int = 10,
    mode: MonitorMode = .auto, minDelta: Double = 1e-4, cooldown: Int = 0,
    minLearningRate: Double = 0
  ) throws {
    try locating("ReduceLROnPlateau") {
      try require((0..<1).contains(factor), "factor must be at least 0 and below 1", found: factor)
    }
    self.monitor = FigureMonitor(monitor, mode, minDelta: minDelta)
    self.factor = factor
    self.patience = patience
    self.cooldown = cooldown
    minimum = minLearningRate
  }

  /// Begins anew.
  public func trainingWillBegin(_ context: TrainingContext) throws {
    try locating("ReduceLROnPlateau") { try monitor.prepare(context) }
    (wait, epochsToCool, best) = (0, 0, nil)
  }

  /// The patience used up, the epochs still to cool, and the best figure.
  public var state: CallbackState? {
    var state = CallbackState(kind: "ReduceLROnPlateau")
    (state.numbers["wait"], state.numbers["epochs to cool"]) = (Double(wait), Double(epochsToCool))
    state.numbers["best"] = best
    return state
  }

  /// Goes on with the patience of another process.
  ///
  /// - Throws: `UnrollError` if the state holds no counts.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {
    wait = try state.count("wait") ?? 0
    epochsToCool = try state.count("epochs to cool") ?? 0
    best = state.numbers["best"]
  }

  /// Notes the figure, and reduces the learning rate when patience is at its end.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    figures["learning_rate"] = context.learningRate
    let value = try locating("ReduceLROnPlateau") { try monitor.value(in: figures) }
    if epochsToCool > 0 {
      epochsToCool -= 1
      wait = 0
    }
    if monitor.isImprovement(value, on: best) {
      (best, wait) = (value, 0)
    } else if epochsToCool == 0 {
      wait += 1
      if wait >= patience { try reduce(context) }
    }
    return .goOn
  }

  private func reduce(_ context: TrainingContext) throws {
    // Keras keeps the rate in 32 bits: at the minimum, it must not seem to be above.
    guard Float(context.learningRate) > Float(minimum) else { return }
    try locating("ReduceLROnPlateau") {
      try context.setLearningRate(max(context.learningRate * factor, minimum))
    }
    (epochsToCool, wait) = (cooldown, 0)
  }
}
