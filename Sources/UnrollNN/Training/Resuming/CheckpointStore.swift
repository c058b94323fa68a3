/// Keeps the states of a run of training, so that it can go on after the process ended.
public protocol CheckpointStore: AnyObject {
  /// The state that a run goes on from; nil if it begins anew.
  ///
  /// - Parameters:
  ///   - run: what the state must belong to.
  ///   - model: the model, as it is before the first step.
  /// - Returns: the state, and the run as the states to come are to name it.
  /// - Throws: `UnrollError` if the states that are kept are of another run, or none can be read.
  func begin(_ run: RunIdentity, _ model: Model) throws -> (state: TrainingState?, run: RunIdentity)
  /// Whether a state is to be kept in the middle of an epoch.
  ///
  /// - Parameter batchesDone: the number of batches since the beginning of the first epoch.
  /// - Returns: whether it is time.
  func isDue(batchesDone: Int) -> Bool
  /// Keeps a state.
  ///
  /// - Throws: `UnrollError` if it cannot be kept.
  func save(_ state: TrainingState) throws
}
