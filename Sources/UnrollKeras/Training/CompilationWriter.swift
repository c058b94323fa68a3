import UnrollNN

/// Describes a compilation as Keras's `compile_config`.
enum CompilationWriter {
  /// The configuration; nil if Keras has no optimizer or loss of these names.
  static func config(_ compilation: Compilation) -> JSONValue? {
    guard let optimizer = optimizer(compilation.optimizer),
      let objectives = ObjectivesWriter.config(compilation.objectives)
    else { return nil }
    return .object([
      "optimizer": optimizer, "run_eagerly": .bool(false), "steps_per_execution": .integer(1),
    ]).merging(objectives)
  }

  private static func optimizer(_ optimizer: any Optimizer) -> JSONValue? {
    let name = type(of: optimizer).className
    guard let options = try? OptimizerRegistry.options(optimizer),
      (try? OptimizerRegistry.optimizer(named: name, options)) != nil
    else { return nil }
    return Envelope.object("keras.optimizers", name, floats(options))
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
