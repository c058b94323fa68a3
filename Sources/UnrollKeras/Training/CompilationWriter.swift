import UnrollNN

/// Describes a compilation as Keras's `compile_config`.
enum CompilationWriter {
  /// The configuration; nil if Keras has no optimizer or loss of these names.
  static func config(_ compilation: Compilation) -> JSONValue? {
    let optimizer = compilation.optimizer
    let name = type(of: optimizer).className
    guard let options = try? OptimizerRegistry.options(optimizer),
      (try? OptimizerRegistry.optimizer(named: name, options)) != nil,
      (try? LossRegistry.loss(named: compilation.loss.name)) != nil
    else { return nil }
    let metrics = compilation.metrics.map(\.name).filter { (try? AnyMetric.named($0)) != nil }
    return .object([
      "optimizer": Envelope.object("keras.optimizers", name, options),
      "loss": .string(compilation.loss.name), "loss_weights": .null,
      "metrics": .array(metrics.map(JSONValue.string)), "weighted_metrics": .null,
      "run_eagerly": .bool(false), "steps_per_execution": .integer(1),
    ])
  }
}
