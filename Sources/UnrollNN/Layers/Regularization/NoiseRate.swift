import UnrollTensor

/// The rules of the layers that make noise.
enum NoiseRate {
  /// Checks a share of elements.
  static func validate(_ rate: Float) throws {
    try require(rate >= 0 && rate <= 1, "rate must lie between 0 and 1", found: rate)
  }

  /// Checks that a layer whose noise grows without bound towards a rate of 1 is not trained there.
  static func validate(_ rate: Float, trains: Bool) throws {
    try require(!trains || rate < 1, "rate must be below 1 for training", found: rate)
  }
}
