package import UnrollNN

/// Describes losses, their weights and metrics as Keras's `compile_config` holds them.
package enum ObjectivesWriter {
  /// The members of the configuration; nil if Keras has no loss of these names.
  package static func config(_ objectives: [Objective]) -> JSONValue? {
    let isSingle = objectives.count == 1
    let losses = objectives.map { loss($0.loss) }
    let plain = objectives.map { metrics($0.metrics) }
    let weighted = objectives.map { metrics($0.weightedMetrics) }
    guard !losses.contains(nil) else { return nil }
    func list(_ values: [JSONValue?]) -> JSONValue {
      isSingle ? values[0] ?? .null : .array(values.map { $0 ?? .null })
    }
    let hasWeights = objectives.contains { $0.lossWeight != nil }
    let isWeighted = objectives.contains { !$0.weightedMetrics.isEmpty }
    return .object([
      "loss": list(losses),
      "loss_weights": hasWeights ? list(objectives.map { .number($0.lossWeight ?? 1) }) : .null,
      "metrics": list(plain), "weighted_metrics": isWeighted ? list(weighted) : .null,
    ])
  }

  /// A name where the options are Keras's defaults, otherwise an object.
  private static func loss(_ loss: any Loss) -> JSONValue? {
    if loss is NoLoss { return .null }
    guard (try? LossRegistry.loss(named: loss.name)) != nil else { return nil }
    let options = LossRegistry.options(loss)
    if options.isEmpty { return .string(loss.name) }
    return Envelope.object("keras.losses", type(of: loss).className, .object(options))
  }

  /// The metrics that Keras has.
  private static func metrics(_ metrics: [AnyMetric]) -> JSONValue {
    .array(metrics.compactMap(metric))
  }

  /// The name of the metric where Keras makes the same of it, otherwise an object.
  private static func metric(_ metric: AnyMetric) -> JSONValue? {
    if metric.isNamedByKeras { return .string(metric.name) }
    if let function = metric.functionName {
      return wrapped(function, name: metric.name)
    }
    guard (try? MetricRegistry.metric(className: metric.className, .object(metric.options))) != nil
    else { return nil }
    let config = metric.options.merging(["name": .string(metric.name)]) { $1 }
    return Envelope.object("keras.metrics", metric.className, .object(config))
  }

  /// A function, under another name if it has one.
  private static func wrapped(_ function: String, name: String) -> JSONValue {
    let form = JSONValue.object([
      "module": .string("builtins"), "class_name": .string("function"),
      "config": .string(function), "registered_name": .string("function"),
    ])
    if name == function { return form }
    return Envelope.object(
      "keras.metrics", "MeanMetricWrapper", .object(["name": .string(name), "fn": form]))
  }
}
