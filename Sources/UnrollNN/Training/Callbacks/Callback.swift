/// What a run of training tells on its way, and asks: Keras's `Callback`.
///
/// Callbacks are told in the order in which they were given to
/// ``Trainer/fit(_:validation:epochs:initialEpoch:batchSize:shuffles:seed:callbacks:checkpoints:)``. What one
/// of them throws ends the run.
public protocol Callback: AnyObject {
  /// Before the first epoch.
  ///
  /// - Throws: `UnrollError` if the callback cannot do its work in this run.
  func trainingWillBegin(_ context: TrainingContext) throws
  /// Before the first batch of an epoch, counted from 0.
  ///
  /// - Throws: `UnrollError` if the callback cannot do its work.
  func epochWillBegin(_ epoch: Int, _ context: TrainingContext) throws
  /// Before a batch of the epoch, counted from 0.
  ///
  /// - Throws: `UnrollError` if the callback cannot do its work.
  func batchWillBegin(_ batch: Int, _ context: TrainingContext) throws
  /// After a batch, with the running means of the epoch.
  ///
  /// - Returns: whether to go on.
  /// - Throws: `UnrollError` if the callback cannot do its work.
  func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) throws -> Action
  /// After an epoch and its validation.
  ///
  /// - Parameters:
  ///   - epoch: the epoch, counted from 0.
  ///   - figures: what the history and the callbacks that follow will see; may be added to.
  ///   - context: the run.
  /// - Returns: whether to go on.
  /// - Throws: `UnrollError` if the callback cannot do its work.
  func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action
  /// After the last epoch, or the one that a callback stopped.
  ///
  /// - Throws: `UnrollError` if the callback cannot do its work.
  func trainingDidEnd(_ context: TrainingContext) throws
  /// After an error, which ends the run; of the other notices none follows.
  func trainingDidFail(_ error: any Error)
  /// What the callback must know to go on in another process; nil, always, if nothing.
  var state: CallbackState? { get }
  /// Goes on from what a callback of the same kind knew; after ``trainingWillBegin(_:)``.
  ///
  /// - Throws: `UnrollError` if the state is none of such a callback.
  func restore(_ state: CallbackState, _ context: TrainingContext) throws
}

/// Whether training goes on.
public enum Action: Sendable {
  /// Training goes on.
  case goOn
  /// Training stops with this epoch, which ends here and is validated: Keras's `stop_training`.
  case stop
  /// Training stops at once, to be gone on with later; an epoch under way leaves no figures.
  case leave
}

/// Where an epoch stands.
public struct BatchProgress: Sendable {
  /// The epoch, counted from 0.
  public let epoch: Int
  /// The number of batches done.
  public let step: Int
  /// The number of batches of the epoch.
  public let steps: Int
  /// The running means.
  public let figures: [String: Double]

  package init(epoch: Int, step: Int, steps: Int, figures: [String: Double]) {
    self.epoch = epoch
    self.step = step
    self.steps = steps
    self.figures = figures
  }
}

extension Callback {
  /// Does nothing.
  public func trainingWillBegin(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func epochWillBegin(_ epoch: Int, _ context: TrainingContext) throws {}
  /// Does nothing.
  public func batchWillBegin(_ batch: Int, _ context: TrainingContext) throws {}
  /// Goes on.
  public func batchDidEnd(
    _ progress: BatchProgress, _ context: TrainingContext
  ) throws -> Action { .goOn }
  /// Goes on.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action { .goOn }
  /// Does nothing.
  public func trainingDidEnd(_ context: TrainingContext) throws {}
  /// Does nothing.
  public func trainingDidFail(_ error: any Error) {}
  /// Nothing.
  public var state: CallbackState? { nil }
  /// Does nothing.
  public func restore(_ state: CallbackState, _ context: TrainingContext) throws {}
}
