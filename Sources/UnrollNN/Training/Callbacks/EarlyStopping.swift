import UnrollTensor

/// Stops when a figure no longer improves, and can bring the best weights back.
///
/// - Keras: `EarlyStopping`.
public final class EarlyStopping: Callback {
  private let monitor: String
  private let patience: Int
  private let restoresBestWeights: Bool
  private var best: (value: Double, epoch: Int, weights: [Tensor<Float>])?

  /// Creates the callback.
  ///
  /// - Parameters:
  ///   - monitor: the figure; accuracies are to grow, everything else is to shrink.
  ///   - patience: how many epochs without improvement are borne.
  ///   - restoresBestWeights: whether the model ends with the weights of its best epoch.
  public init(monitor: String = "val_loss", patience: Int = 0, restoresBestWeights: Bool = false) {
    self.monitor = monitor
    self.patience = patience
    self.restoresBestWeights = restoresBestWeights
  }

  /// The best epoch so far, counted from 0, and its figure.
  public var bestEpoch: (epoch: Int, value: Double)? { best.map { ($0.epoch, $0.value) } }

  /// Notes the figure, and stops when patience is at its end.
  public func epochDidEnd(
    _ epoch: Int, _ figures: [String: Double], _ model: Model
  ) -> Action {
    guard let value = figures[monitor] else { return .goOn }
    let grows = monitor.hasSuffix("accuracy") || monitor.hasSuffix("acc")
    if best.map({ grows ? value > $0.value : value < $0.value }) ?? true {
      best = (value, epoch, restoresBestWeights ? model.parameters.values : [])
      return .goOn
    }
    let waited = epoch - (best?.epoch ?? 0)
    return waited >= max(patience, 1) ? .stop : .goOn
  }

  /// Brings the best weights back.
  public func trainingDidEnd(_ model: Model) {
    guard restoresBestWeights, let best else { return }
    // The weights were read from this model, so they fit.
    try? model.parameters.replaceAll(best.weights)
  }
}
