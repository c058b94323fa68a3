public import UnrollTensor

/// The mean of a loss over all positions: most of Keras's metrics.
public struct MeanOfLoss: MeanMetric {
  private let loss: any Loss
  /// Keras's name of the class.
  public let className: String
  /// The name under which Keras reports it.
  public let defaultName: String
  /// The name of the function, if Keras has no class for it.
  let function: String?
  private let isNegated: Bool
  var mean = WeightedMean()

  /// Creates the metric.
  public init(_ loss: any Loss) { self.init(loss, className: type(of: loss).className) }

  /// Creates a metric that Keras calls otherwise than the loss.
  ///
  /// - Parameters:
  ///   - loss: what is averaged.
  ///   - className: Keras's name of the metric.
  ///   - defaultName: the name under which Keras reports it; nil for that of the class.
  ///   - isNegated: whether the mean changes its sign, for what is the better the larger it is.
  init(
    _ loss: any Loss, className: String, defaultName: String? = nil, isNegated: Bool = false
  ) {
    self.loss = loss
    self.className = className
    self.defaultName = defaultName ?? className.snakeCased()
    self.isNegated = isNegated
    function = nil
  }

  /// Creates a metric that is the mean of a function of Keras.
  init(function: String, _ loss: any Loss) {
    self.loss = loss
    self.function = function
    className = "MeanMetricWrapper"
    defaultName = function
    isNegated = false
  }

  /// The options of the loss.
  public var options: [String: JSONValue] {
    function == nil ? KerasOptions.encode(loss).filter { $0.key != "reduction" } : [:]
  }
  /// The mean.
  public var values: [Double] { [isNegated ? -mean.value : mean.value] }

  /// Checks the shape of the targets for an output; the batch is the first axis of both.
  ///
  /// - Throws: `UnrollError` if they do not fit.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try loss.checkTarget(target, output: output)
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) {
    let pass = LossPass(
      output: batch.output, targets: batch.targets, facts: loss.facts(batch.targets))
    mean.add(batch) { [loss] position in
      loss.counts(position, of: pass) ? loss.loss(at: position, of: pass) : nil
    }
  }
}
