public import UnrollTensor

/// A figure that is collected over the batches of an epoch.
public protocol Metric: Sendable {
  /// Keras's name of the class, such as `BinaryAccuracy`.
  var className: String { get }
  /// The name under which Keras reports an object of the class that was given none.
  var defaultName: String { get }
  /// The options under Keras's names.
  var options: [String: JSONValue] { get }
  /// Checks the shape of the targets for an output; the batch is the first axis of both.
  ///
  /// - Throws: `UnrollError` if they do not fit.
  func checkTarget(_ target: Shape, output: Shape) throws
  /// Adds a batch.
  mutating func update(_ batch: MetricBatch)
  /// The figures over all batches since the last reset: one, or one for each class or threshold.
  var values: [Double] { get }
  /// Forgets all batches.
  mutating func reset()
  /// What was collected since the last reset, in numbers from which ``restore(_:)`` goes on to the
  /// bit: what a checkpoint in the middle of an epoch keeps.
  var collected: [Double] { get }
  /// Goes on from what a metric of the same options had collected.
  ///
  /// - Throws: `UnrollError` if the numbers are none of this metric.
  mutating func restore(_ collected: [Double]) throws
}

/// Checks what a metric is to go on from.
enum CollectedNumbers {
  /// Refuses more or fewer numbers than a metric collects.
  ///
  /// - Throws: `UnrollError` that says how many there are to be.
  static func require(_ numbers: [Double], count: Int) throws {
    guard numbers.count != count else { return }
    throw UnrollError(
      .corruptFile, "the figures of the epoch are not those of the metric",
      expected: "\(count) numbers", found: "\(numbers.count)",
      hint: "go on with the metrics that the run began with")
  }
}

extension Metric {
  /// The name of the class in Keras's spelling of functions.
  public var defaultName: String { className.snakeCased() }
  /// No options.
  public var options: [String: JSONValue] { [:] }
  /// Targets have the shape of the output; a last axis of 1 may be missing.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try TargetShape.requireEqual(target, output: output, defaultName)
  }
}

/// A metric whose options are its coded properties.
protocol ConfiguredMetric: Metric, Codable {
  /// All options at Keras's defaults.
  init()
  /// Checks the options.
  func validate() throws
}

extension ConfiguredMetric {
  /// The options under Keras's names.
  public var options: [String: JSONValue] { KerasOptions.encode(self) }
  func validate() throws {}
}

/// What a metric sees of one batch.
public struct MetricBatch: Sendable {
  /// What the model put out, flattened to `[positions, C]`.
  public let output: TensorRef<Float>
  /// What was wanted, flattened to `[positions, …]`.
  public let targets: TensorRef<Float>
  /// How much each position counts.
  public let weights: PositionWeights
  /// The number of samples.
  public let samples: Int

  /// Puts a batch together from views whose leading axes are the same.
  ///
  /// - Parameters:
  ///   - output: what the model put out, `[batch, …]`.
  ///   - targets: what was wanted, `[batch, …]`.
  ///   - mask: 0 for positions that do not count; nil if all do.
  ///   - weights: one for each sample or for each position; nil for 1.
  public init(
    output: TensorRef<Float>, targets: TensorRef<Float>, mask: TensorRef<UInt8>? = nil,
    weights: TensorRef<Float>? = nil
  ) {
    let positions = output.rows
    samples = output.shape.rank > 0 ? output.shape[0] : 0
    self.output = output.flattened
    self.targets = targets.reshaped([positions, targets.count / max(positions, 1)])
    self.weights = PositionWeights(
      positions: positions, mask: mask.flatMap { $0.count == positions ? $0 : nil },
      weights: weights)
  }

  /// The batch without its sample weights; the mask stays.
  var withoutWeights: MetricBatch {
    MetricBatch(output, targets, weights.withoutWeights, samples)
  }

  private init(
    _ output: TensorRef<Float>, _ targets: TensorRef<Float>, _ weights: PositionWeights,
    _ samples: Int
  ) {
    self.output = output
    self.targets = targets
    self.weights = weights
    self.samples = samples
  }

  /// The number of positions.
  public var positions: Int { output.rows }
  /// The number of columns of the output.
  public var columns: Int { output.columns }
}

extension TensorRef where Scalar == Float {
  /// The column of the largest element of a row, the first of equals.
  func largestColumn(_ row: Int) -> Int {
    var best = 0
    for column in 1..<max(columns, 1) where self[row, column] > self[row, best] { best = column }
    return best
  }
}
