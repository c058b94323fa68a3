public import UnrollTensor

/// A dataset whose samples count differently: Keras's `sample_weight` and `class_weight`.
public struct WeightedDataset<Base: Dataset>: Dataset {
  private let base: Base
  private let weights: [Float]

  /// Gives every sample of a dataset a weight.
  ///
  /// - Throws: `UnrollError` if there are more or fewer weights than samples.
  public init(_ base: Base, weights: [Float]) throws {
    guard weights.count == base.count else {
      throw UnrollError(
        .shapeMismatch, "the number of weights is not that of the samples",
        expected: "\(base.count)", found: "\(weights.count)",
        hint: "give one weight for each sample")
    }
    (self.base, self.weights) = (base, weights)
  }

  /// The number of samples.
  public var count: Int { base.count }
  /// The inputs of the dataset.
  public var inputs: [InputDescription] { base.inputs }
  /// The targets of the dataset.
  public var targetShapes: [Shape] { base.targetShapes }
  /// Every sample has a weight.
  public var hasSampleWeights: Bool { true }

  /// Copies samples and their weights into a batch.
  ///
  /// - Throws: what the dataset throws.
  public func fill(_ batch: Batch, _ indices: ArraySlice<Int>) throws {
    try base.fill(batch, indices)
    guard let target = batch.sampleWeights else { return }
    for (row, index) in indices.enumerated() { target[0, row] = weights[index] }
  }

  /// Refuses numbers and weights that are infinite or none at all.
  public func checkNumbers() throws {
    try base.checkNumbers()
    if let sample = weights.firstIndex(where: { !$0.isFinite }) {
      throw UnrollError.notFinite(weights[sample], path: ["sample weights", "sample \(sample)"])
    }
  }
}
