extension Trainer {
  /// Takes one step on one batch, all samples of a dataset in their order: Keras's
  /// `train_on_batch`.
  ///
  /// - Parameters:
  ///   - dataset: the samples of the batch.
  ///   - seed: decides dropout.
  /// - Returns: `loss`, and each metric under its name, before the step.
  /// - Throws: `UnrollError` if the samples do not fit the model or the loss.
  public func trainOnBatch(_ dataset: some Dataset, seed: UInt64 = 0) throws -> [String: Double] {
    let history = try fit(
      dataset, epochs: 1, batchSize: dataset.count, shuffles: false, seed: seed)
    return history.history.compactMapValues(\.last)
  }
}
