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
    var run = try makeRun(dataset, batchSize: dataset.count, shuffles: false, seed: seed)
    return try run.run(epochs: 1, takesAverages: false).history.compactMapValues(\.last)
  }
}
