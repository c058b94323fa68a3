/// Stops when the loss is no longer a number.
///
/// - Keras: `TerminateOnNaN`; the epoch ends with the batch that did it.
public final class TerminateOnNaN: Callback {
  /// The epoch and batch, counted from 0, whose loss was no number; nil if all were.
  public private(set) var place: (epoch: Int, batch: Int)?

  /// Creates the callback.
  public init() {}

  /// Begins anew.
  public func trainingWillBegin(_ context: TrainingContext) { place = nil }

  /// Looks at the loss.
  public func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) -> Action {
    guard let loss = progress.figures["loss"], !loss.isFinite else { return .goOn }
    place = (progress.epoch, progress.step - 1)
    return .stop
  }
}
