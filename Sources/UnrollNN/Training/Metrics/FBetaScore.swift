public import UnrollTensor

/// How the scores of several classes become one.
public enum ScoreAverage: String, KerasChoice {
  /// All decisions count alike.
  case micro
  /// All classes count alike.
  case macro
  /// Each class counts as often as it is wanted.
  case weighted
}

/// (1 + β²) precision · recall / (β² precision + recall) by class.
public struct FBetaScore: ConfiguredMetric {
  /// Keras's name of the class.
  public var className: String { "FBetaScore" }
  /// The name under which Keras reports it.
  public var defaultName: String { "fbeta_score" }
  /// How the scores of the classes become one; nil for one figure for each class.
  public var average: ScoreAverage?
  /// How much more recall counts than precision.
  public var beta = 1.0
  /// Above this an output is a positive; nil for the largest of each row.
  public var threshold: Double?
  private var counts = ClassCounts()

  private enum CodingKeys: CodingKey { case average, beta, threshold }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}

  /// The score, or one for each class.
  public var values: [Double] { counts.scores(beta: beta, average) }

  /// Targets are rows of zeros and ones, as the output is.
  ///
  /// - Throws: `UnrollError` if they are not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try ClassCounts.checkTarget(target, output: output, defaultName)
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) { counts.add(batch, threshold: threshold) }

  /// Forgets all batches.
  public mutating func reset() { counts.reset() }

  /// The decisions so far.
  public var collected: [Double] { counts.numbers }

  /// Goes on from the decisions of another score.
  ///
  /// - Throws: `UnrollError` if the numbers are none of a score.
  public mutating func restore(_ collected: [Double]) throws { try counts.restore(collected) }

  func validate() throws {
    guard beta > 0 else {
      throw UnrollError(
        .invalidConfiguration, "beta must be positive", path: ["beta"], found: "\(beta)")
    }
    try ClassCounts.validate(threshold)
  }
}

/// The harmonic mean of precision and recall by class.
public struct F1Score: ConfiguredMetric {
  /// Keras's name of the class.
  public var className: String { "F1Score" }
  /// How the scores of the classes become one; nil for one figure for each class.
  public var average: ScoreAverage?
  /// Above this an output is a positive; nil for the largest of each row.
  public var threshold: Double?
  private var counts = ClassCounts()

  private enum CodingKeys: CodingKey { case average, threshold }

  /// Creates the metric with Keras's defaults; options are properties.
  public init() {}

  /// The score, or one for each class.
  public var values: [Double] { counts.scores(beta: 1, average) }

  /// Targets are rows of zeros and ones, as the output is.
  ///
  /// - Throws: `UnrollError` if they are not.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try ClassCounts.checkTarget(target, output: output, defaultName)
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) { counts.add(batch, threshold: threshold) }

  /// Forgets all batches.
  public mutating func reset() { counts.reset() }

  /// The decisions so far.
  public var collected: [Double] { counts.numbers }

  /// Goes on from the decisions of another score.
  ///
  /// - Throws: `UnrollError` if the numbers are none of a score.
  public mutating func restore(_ collected: [Double]) throws { try counts.restore(collected) }

  func validate() throws { try ClassCounts.validate(threshold) }
}

/// The weights of right and wrong decisions by class.
struct ClassCounts: Sendable {
  private var truePositives: [Double] = []
  private var falsePositives: [Double] = []
  private var falseNegatives: [Double] = []

  static func checkTarget(_ target: Shape, output: Shape, _ name: String) throws {
    try TargetShape.requireEqual(target, output: output, name)
    guard output.rank == 2, target.rank == 2 else {
      throw UnrollError(
        .shapeMismatch, "\(name) wants outputs and targets of one row a sample",
        expected: "[classes]", found: output.droppingFirst().description,
        hint: "measure the model with another metric")
    }
  }

  static func validate(_ threshold: Double?) throws {
    guard let threshold, !(threshold > 0 && threshold <= 1) else { return }
    throw UnrollError(
      .invalidConfiguration, "threshold must lie above 0 and not above 1", path: ["threshold"],
      found: "\(threshold)")
  }

  mutating func reset() { (truePositives, falsePositives, falseNegatives) = ([], [], []) }

  /// What was counted, in numbers from which ``restore(_:)`` goes on.
  var numbers: [Double] { truePositives + falsePositives + falseNegatives }

  /// Goes on from the numbers of another score.
  ///
  /// - Throws: `UnrollError` if they are not three for each class.
  mutating func restore(_ numbers: [Double]) throws {
    let classes = numbers.count / 3
    try CollectedNumbers.require(numbers, count: 3 * classes)
    truePositives = Array(numbers[..<classes])
    falsePositives = Array(numbers[classes..<(2 * classes)])
    falseNegatives = Array(numbers[(2 * classes)...])
  }

  /// Adds a batch; like Keras's it looks at no mask.
  mutating func add(_ batch: MetricBatch, threshold: Double?) {
    if truePositives.count != batch.columns {
      truePositives = Array(repeating: 0, count: batch.columns)
      (falsePositives, falseNegatives) = (truePositives, truePositives)
    }
    let weights = batch.weights.withoutMask
    for position in 0..<batch.positions {
      let largest = batch.output[position, batch.output.largestColumn(position)]
      for column in 0..<batch.columns {
        let (output, weight) = (batch.output[position, column], weights[position])
        let target = Double(batch.targets[position, column])
        let isPositive =
          threshold.map { output > Float($0) } ?? (output >= largest && abs(output) > 1e-9)
        if isPositive {
          truePositives[column] += weight * target
          falsePositives[column] += weight * (1 - target)
        } else {
          falseNegatives[column] += weight * target
        }
      }
    }
  }

  func scores(beta: Double, _ average: ScoreAverage?) -> [Double] {
    if truePositives.isEmpty { return [0] }
    if average == .micro {
      return [
        score(
          beta, truePositives.reduce(0, +), falsePositives.reduce(0, +),
          falseNegatives.reduce(0, +))
      ]
    }
    let scores = truePositives.indices.map {
      score(beta, truePositives[$0], falsePositives[$0], falseNegatives[$0])
    }
    switch average {
    case .macro: return [scores.reduce(0, +) / Double(scores.count)]
    case .weighted:
      let wanted = zip(truePositives, falseNegatives).map { $0 + $1 }
      let total = wanted.reduce(0, +) + lossEpsilon
      return [zip(scores, wanted).reduce(0) { $0 + $1.0 * $1.1 / total }]
    case nil, .micro: return scores
    }
  }

  private func score(
    _ beta: Double, _ hits: Double, _ falseAlarms: Double, _ misses: Double
  ) -> Double {
    let precision = hits / (hits + falseAlarms + lossEpsilon)
    let recall = hits / (hits + misses + lossEpsilon)
    let square = beta * beta
    return (1 + square) * precision * recall / (square * precision + recall + lossEpsilon)
  }
}
