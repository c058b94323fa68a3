/// What a run of training tells on its way.
public protocol Callback: AnyObject {
  /// Before the first epoch.
  func trainingWillBegin(_ plan: TrainingPlan)
  /// Before the first batch of an epoch, counted from 0.
  func epochWillBegin(_ epoch: Int)
  /// After a batch, with the running means of the epoch.
  ///
  /// - Returns: whether to go on.
  func batchDidEnd(_ progress: BatchProgress) -> Action
  /// After an epoch and its validation.
  ///
  /// - Returns: whether to go on.
  /// - Throws: what a callback that writes files may throw.
  func epochDidEnd(_ epoch: Int, _ figures: [String: Double], _ model: Model) throws -> Action
  /// After the last epoch, however it came about.
  func trainingDidEnd(_ model: Model)
}

/// Whether training goes on.
public enum Action: Sendable { case goOn, stop }

/// The size of a run.
public struct TrainingPlan: Sendable {
  /// The number of epochs.
  public let epochs: Int
  /// The number of batches of an epoch.
  public let steps: Int
  /// The number of samples of an epoch.
  public let samples: Int
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
}

extension Callback {
  /// Does nothing.
  public func trainingWillBegin(_ plan: TrainingPlan) {}
  /// Does nothing.
  public func epochWillBegin(_ epoch: Int) {}
  /// Goes on.
  public func batchDidEnd(_ progress: BatchProgress) -> Action { .goOn }
  /// Goes on.
  public func epochDidEnd(
    _ epoch: Int, _ figures: [String: Double], _ model: Model
  ) throws -> Action { .goOn }
  /// Does nothing.
  public func trainingDidEnd(_ model: Model) {}
}
