/// Where a run of training stands between two batches.
struct RunPosition {
  /// The epoch that comes or is under way, counted from 0.
  var epoch: Int
  /// The number of batches of it that are done.
  var step = 0
  /// Whether a callback stopped the run.
  var isStopping = false
  /// The figures of the epoch under way.
  var figures: EpochFigures
  /// The figures of the epochs that ended.
  var history = History()

  /// Whether the last epoch was the one that a callback stopped in.
  var hasStopped: Bool { isStopping && step == 0 }

  /// Goes to the beginning of the next epoch.
  mutating func nextEpoch(_ figures: EpochFigures) {
    (epoch, step, self.figures) = (epoch + 1, 0, figures)
  }
}
