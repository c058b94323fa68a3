import UnrollNN

/// Ends a run that has nothing left to learn: once the loss of recent batches is small enough.
final class MasteryStop: Callback {
  /// How much a batch weighs in the mean of recent losses.
  private static let weight = 0.1

  private let loss: Double
  private var sum = 0.0
  private var recent: Double?

  /// Ends the run at a loss.
  init(loss: Double) { self.loss = loss }

  func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) throws -> Action {
    guard let mean = progress.figures["loss"] else { return .goOn }
    // The figure is the mean of all batches so far.
    let total = mean * Double(progress.step)
    let last = total - sum
    sum = total
    let smoothed = recent.map { $0 + Self.weight * (last - $0) } ?? last
    recent = smoothed
    return smoothed < loss ? .leave : .goOn
  }
}
