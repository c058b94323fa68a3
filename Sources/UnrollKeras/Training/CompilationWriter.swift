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
      "optimizer": Envelope.object("keras.optimizers", name, floats(options)),
      "loss": .string(compilation.loss.name), "loss_weights": .null,
      "metrics": .array(metrics.map(JSONValue.string)), "weighted_metrics": .null,
      "run_eagerly": .bool(false), "steps_per_execution": .integer(1),
    ])
  }

  /// Options with whole numbers as floats: Keras refuses a learning rate or momentum of `1`.
  private static func floats(_ options: JSONValue) -> JSONValue {
    guard let members = options.object else { return options }
    return .object(
      members.mapValues { value in
        if case .integer(let number) = value { .number(Double(number)) } else { value }
      })
  }
}
