public import UnrollTensor

/// A metric of any kind under the name that it is reported by, so that a list of metrics can be
/// written `[.accuracy, .auc]`.
public struct AnyMetric: Sendable {
  private(set) var base: any Metric
  /// The name under which the figure is reported.
  public let name: String

  /// Wraps a metric.
  ///
  /// - Parameters:
  ///   - base: the metric.
  ///   - name: the name to report it by; nil for Keras's name of the kind.
  public init(_ base: any Metric, name: String? = nil) {
    self.base = base
    self.name = name ?? base.defaultName
  }

  /// The share of right answers, of the kind that fits output and targets.
  public static var accuracy: AnyMetric { AnyMetric(Accuracy()) }
  /// The area under the curve of true by false positives.
  public static var auc: AnyMetric { AnyMetric(AUC()) }
  /// The share of true ones among the positives.
  public static var precision: AnyMetric { AnyMetric(Precision()) }
  /// The share of the true ones that are positive.
  public static var recall: AnyMetric { AnyMetric(Recall()) }
  /// The mean of a loss.
  public static func mean(of loss: any Loss) -> AnyMetric { AnyMetric(MeanOfLoss(loss)) }

  /// Finds a metric by Keras's name, by which it is then reported.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public static func named(_ name: String) throws -> AnyMetric {
    AnyMetric(try MetricRegistry.metric(named: name), name: name)
  }

  /// Whether Keras makes the same metric of the name alone.
  package var isNamedByKeras: Bool {
    guard MetricRegistry.isKerasName(name), functionName == nil,
      let plain = try? AnyMetric.named(name)
    else { return false }
    return className == plain.className && options == plain.options
  }

  /// The name of the function, if the metric is the mean of one that has no class in Keras.
  package var functionName: String? { (base as? MeanOfLoss)?.function }

  /// Keras's name of the class.
  public var className: String { base.className }
  /// The options under Keras's names.
  public var options: [String: JSONValue] { base.options }
  /// The figure over all batches since the last reset; the first of several.
  public var value: Double { base.values.first ?? 0 }

  /// The figures by name: one under ``name``, or several as `name[0]`, `name[1]`…, where Keras has
  /// an array.
  public var figures: [(name: String, value: Double)] { figures(named: name) }

  func figures(named name: String) -> [(name: String, value: Double)] {
    let values = base.values
    if values.count == 1 { return [(name, values[0])] }
    return values.enumerated().map { ("\(name)[\($0)]", $1) }
  }

  /// Checks the shape of the targets for an output; the batch is the first axis of both.
  ///
  /// - Throws: `UnrollError` if they do not fit.
  public func checkTarget(_ target: Shape, output: Shape) throws {
    try base.checkTarget(target, output: output)
  }

  /// Adds a batch.
  public mutating func update(_ batch: MetricBatch) { base.update(batch) }

  /// Adds a batch without weights.
  ///
  /// - Parameters:
  ///   - output: what the model put out, `[batch, …]`.
  ///   - targets: what was wanted, `[batch, …]`.
  ///   - mask: 0 for positions that do not count; nil if all do.
  public mutating func update(
    output: TensorRef<Float>, targets: TensorRef<Float>, mask: TensorRef<UInt8>?
  ) {
    update(MetricBatch(output: output, targets: targets, mask: mask))
  }

  /// Forgets all batches.
  public mutating func reset() { base.reset() }

  /// What was collected since the last reset.
  public var collected: [Double] { base.collected }

  /// Goes on from what a metric of the same kind and options had collected.
  ///
  /// - Throws: `UnrollError` that names the metric if the numbers are none of it.
  public mutating func restore(_ collected: [Double]) throws {
    try locating(name) { try base.restore(collected) }
  }
}
