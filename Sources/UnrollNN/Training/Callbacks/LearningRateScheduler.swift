import UnrollTensor

/// Sets the learning rate before each epoch, and reports it as `learning_rate`.
///
/// - Keras: `LearningRateScheduler`.
public final class LearningRateScheduler: Callback {
  private let schedule: (_ epoch: Int, _ learningRate: Double) throws -> Double

  /// Creates the callback.
  ///
  /// - Parameter schedule: gives the learning rate for an epoch, counted from 0, and the one that
  ///   holds so far.
  public init(_ schedule: @escaping (_ epoch: Int, _ learningRate: Double) throws -> Double) {
    self.schedule = schedule
  }

  /// Sets the learning rate.
  public func epochWillBegin(_ epoch: Int, _ context: TrainingContext) throws {
    let rate = try schedule(epoch, context.learningRate)
    try locating("LearningRateScheduler") { try context.setLearningRate(rate) }
  }

  /// Reports the learning rate.
  public func epochDidEnd(
    _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) -> Action {
    figures["learning_rate"] = context.learningRate
    return .goOn
  }
}
