import UnrollNN

/// Describes a compilation as Keras's `compile_config`.
enum CompilationWriter {
  /// The configuration; nil if Keras has no optimizer or loss of these names.
  static func config(_ compilation: Compilation) -> JSONValue? {
    guard let optimizer = OptimizerWriter.object(compilation.optimizer),
      (try? LossRegistry.loss(named: compilation.loss.name)) != nil
    else { return nil }
    let metrics = compilation.metrics.map(\.name).filter { (try? AnyMetric.named($0)) != nil }
    return .object([
      "optimizer": optimizer,
      "loss": .string(compilation.loss.name), "loss_weights": .null,
      "metrics": .array(metrics.map(JSONValue.string)), "weighted_metrics": .null,
      "run_eagerly": .bool(false), "steps_per_execution": .integer(1),
    ])
  }
}
