public import UnrollTensor

/// A figure that is collected over the batches of an epoch.
public protocol Metric: Sendable {
  /// The name under which the figure is reported.
  var name: String { get }
  /// Adds a batch.
  ///
  /// - Parameters:
  ///   - output: what the model put out, `[batch, …]`.
  ///   - targets: what was wanted, `[batch, …]`.
  ///   - mask: 0 for positions that do not count; nil if all do.
  mutating func update(
    output: TensorRef<Float>, targets: TensorRef<Float>, mask: TensorRef<UInt8>?)
  /// The figure over all batches since the last reset; 0 if there were none.
  var value: Double { get }
  /// Forgets all batches.
  mutating func reset()
}

/// A metric of any type, so that a list of metrics can be written `[.accuracy]`.
public struct AnyMetric: Metric {
  private var base: any Metric

  /// Wraps a metric.
  public init(_ base: any Metric) { self.base = base }

  /// The share of right answers, of the kind that fits output and targets.
  public static var accuracy: AnyMetric { AnyMetric(Accuracy()) }

  /// The name under which the figure is reported.
  public var name: String { base.name }
  /// The figure over all batches since the last reset.
  public var value: Double { base.value }
  /// Adds a batch.
  public mutating func update(
    output: TensorRef<Float>, targets: TensorRef<Float>, mask: TensorRef<UInt8>?
  ) {
    base.update(output: output, targets: targets, mask: mask)
  }
  /// Forgets all batches.
  public mutating func reset() { base.reset() }

  /// Finds a metric by Keras's name.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public static func named(_ name: String) throws -> AnyMetric {
    switch name.snakeCased() {
    case "accuracy", "acc", "binary_accuracy", "categorical_accuracy",
      "sparse_categorical_accuracy":
      return AnyMetric(Accuracy(name: name.snakeCased()))
    default:
      throw UnrollError(
        .unsupported, "the metric is not supported", found: name, hint: "supported is accuracy")
    }
  }
}
