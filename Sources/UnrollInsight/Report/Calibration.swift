/// How far the probabilities of a classifier can be believed: a reliability diagram.
public struct Calibration: Sendable, Codable, Equatable {
  /// The samples whose probabilities lie in one part of the range.
  public struct Bin: Sendable, Codable, Equatable {
    /// Where the part begins.
    public var lower: Double
    /// Where it ends.
    public var upper: Double
    /// The number of samples.
    public var count: Int
    /// Their mean probability; nil if there is none.
    public var probability: Double?
    /// The share of them for which it came true; nil if there is none.
    public var frequency: Double?
  }

  /// The label whose probability is meant; nil for that of the label that the model gave.
  public var label: String?
  /// Parts of equal width from 0 to 1; a probability on a border belongs to the lower part.
  public var bins: [Bin]
  /// The expected calibration error: the mean distance of probability and frequency over samples.
  public var expectedError: Double

  /// Counts probabilities.
  ///
  /// - Parameters:
  ///   - probabilities: what the model said for each sample, 0 to 1.
  ///   - happened: for each sample whether it came true.
  ///   - label: the label whose probability is meant.
  ///   - count: the number of parts.
  public init(_ probabilities: [Float], happened: [Bool], of label: String?, bins count: Int = 10) {
    self.label = label
    var sums = (0..<count).map { _ in (count: 0, probability: 0.0, true: 0) }
    for (probability, came) in zip(probabilities, happened) {
      let place = Int((probability * Float(count)).rounded(.up)) - 1
      let bin = min(max(place, 0), count - 1)
      sums[bin].count += 1
      sums[bin].probability += Double(probability)
      sums[bin].true += came ? 1 : 0
    }
    var error = 0.0
    bins = sums.enumerated().map { index, sum in
      let (lower, upper) = (Double(index) / Double(count), Double(index + 1) / Double(count))
      guard sum.count > 0 else {
        return Bin(lower: lower, upper: upper, count: 0, probability: nil, frequency: nil)
      }
      let probability = sum.probability / Double(sum.count)
      let frequency = Double(sum.true) / Double(sum.count)
      error += abs(probability - frequency) * Double(sum.count)
      return Bin(
        lower: lower, upper: upper, count: sum.count, probability: probability.rounded(to: 6),
        frequency: frequency.rounded(to: 6))
    }
    expectedError = (error / Double(max(probabilities.count, 1))).rounded(to: 6)
  }
}
