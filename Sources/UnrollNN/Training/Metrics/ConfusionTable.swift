import UnrollTensor

/// The weights of right and wrong decisions at several thresholds.
struct ConfusionTable: Sendable {
  /// The thresholds; a score above one is a positive there.
  private let thresholds: [Float]
  /// Whether they are i / (n − 1): then scores are put in bins instead of compared, as in Keras,
  /// so that rounding is the same.
  private let isEven: Bool
  /// Whether the first and the last lie a little outside 0 and 1.
  private let hasMargins: Bool
  private var positives: Counts
  private var negatives: Counts

  private struct Counts: Sendable {
    var above: [Double]
    var total = 0.0

    mutating func add(_ weight: Double, _ place: Place) {
      total += weight
      switch place {
      case .bin(let bin): above[bin] += weight
      case .below: return
      case .compared(let score, let thresholds):
        for index in thresholds.indices where score > thresholds[index] { above[index] += weight }
      }
    }
  }

  /// Where a score lies among the thresholds.
  private enum Place {
    case bin(Int)
    case below
    case compared(Float, [Float])
  }

  /// Creates an empty table.
  ///
  /// - Parameters:
  ///   - thresholds: the thresholds.
  ///   - isEven: whether they are spread evenly; nil to find out as Keras does.
  init(_ thresholds: [Double], isEven: Bool? = nil) {
    self.thresholds = thresholds.map(Float.init)
    self.isEven = isEven ?? Self.isEven(thresholds)
    hasMargins = (thresholds.first ?? 0) < 0 || (thresholds.last ?? 1) > 1
    positives = Counts(above: Array(repeating: 0, count: thresholds.count))
    negatives = positives
  }

  /// Whether there are at least three thresholds, spread evenly from 0 to 1.
  static func isEven(_ thresholds: [Double]) -> Bool {
    guard thresholds.count >= 3 else { return false }
    return thresholds.enumerated().allSatisfy { index, threshold in
      let even = Double(Float(index) / Float(thresholds.count - 1))
      return abs(threshold - even) <= 1e-7 + 1e-5 * even
    }
  }

  mutating func reset() {
    for index in thresholds.indices {
      positives.above[index] = 0
      negatives.above[index] = 0
    }
    (positives.total, negatives.total) = (0, 0)
  }

  /// What was counted, in numbers from which ``restore(_:)`` goes on.
  var numbers: [Double] {
    [positives.total] + positives.above + [negatives.total] + negatives.above
  }

  /// Goes on from the numbers of a table of the same thresholds.
  ///
  /// - Throws: `UnrollError` if there are more or fewer.
  mutating func restore(_ numbers: [Double]) throws {
    try CollectedNumbers.require(numbers, count: 2 * (thresholds.count + 1))
    let (first, second) = (numbers[...thresholds.count], numbers[(thresholds.count + 1)...])
    (positives.total, positives.above) = (numbers[0], Array(first.dropFirst()))
    (negatives.total, negatives.above) = (numbers[thresholds.count + 1], Array(second.dropFirst()))
  }

  /// A table like this one that goes on from the numbers of another; nil for no numbers.
  ///
  /// - Throws: `UnrollError` if there are more or fewer than a table has.
  func restored(_ numbers: [Double]) throws -> ConfusionTable? {
    if numbers.isEmpty { return nil }
    var table = self
    try table.restore(numbers)
    return table
  }

  /// Adds one decision.
  mutating func add(score: Float, isTrue: Bool, weight: Double) {
    let place = place(score)
    if isTrue { positives.add(weight, place) } else { negatives.add(weight, place) }
  }

  private func place(_ score: Float) -> Place {
    guard isEven else { return .compared(score, thresholds) }
    guard !score.isNaN else { return .below }
    // The last threshold below the score.
    let bin = (min(max(score, 0), 1) * Float(thresholds.count - 1)).rounded(.up) - 1
    return bin >= 0 || hasMargins ? .bin(Int(max(bin, 0))) : .below
  }

  private func sums(_ counts: Counts) -> [Double] {
    guard isEven else { return counts.above }
    var sums = counts.above
    for index in sums.indices.reversed().dropFirst() { sums[index] += sums[index + 1] }
    return sums
  }

  /// By threshold, the weight of true ones that are above.
  var truePositives: [Double] { sums(positives) }
  /// By threshold, the weight of false ones that are above.
  var falsePositives: [Double] { sums(negatives) }
  /// By threshold, the weight of false ones that are not above.
  var trueNegatives: [Double] { falsePositives.map { negatives.total - $0 } }
  /// By threshold, the weight of true ones that are not above.
  var falseNegatives: [Double] { truePositives.map { positives.total - $0 } }
}

extension ConfusionTable {
  /// Adds all elements of a batch; like Keras's it looks at no mask.
  ///
  /// - Parameters:
  ///   - batch: the batch.
  ///   - topK: how many of the largest outputs of a position can be positive; nil for all.
  ///   - classId: the only column that counts; nil for all.
  ///   - score: turns an output into what is held against the thresholds.
  mutating func add(
    _ batch: MetricBatch, topK: Int? = nil, classId: Int? = nil,
    score: (Float) -> Float = { $0 }
  ) {
    let columns = classId.map { $0..<($0 + 1) } ?? 0..<batch.columns
    let weights = batch.weights.withoutMask
    for position in 0..<batch.positions {
      let last = topK.map { LastOfTop(batch.output, position, $0) }
      for column in columns {
        let output = batch.output[position, column]
        let isOpen = last?.reaches(output, column) ?? true
        add(
          score: isOpen ? score(output) : Float(ThresholdOption.lowest),
          isTrue: batch.targets[position, column] != 0, weight: weights[position])
      }
    }
  }
}

/// The smallest of the k largest elements of a row; of equal ones the first count as larger.
private struct LastOfTop {
  private var value = Float.infinity
  private var column = -1

  init(_ values: TensorRef<Float>, _ row: Int, _ k: Int) {
    for _ in 0..<min(k, values.columns) {
      var next: Int?
      for other in 0..<values.columns where !reaches(values[row, other], other) {
        if next.map({ values[row, other] > values[row, $0] }) ?? true { next = other }
      }
      guard let next else { return }
      (value, column) = (values[row, next], next)
    }
  }

  /// Whether an element is this one or comes before it.
  func reaches(_ other: Float, _ place: Int) -> Bool {
    other > value || (other == value && place <= column)
  }
}
