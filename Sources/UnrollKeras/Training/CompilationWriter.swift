import UnrollNN

/// Describes a compilation as Keras's `compile_config`.
enum CompilationWriter {
  /// The configuration; nil if Keras has no optimizer or loss of these names.
  static func config(_ compilation: Compilation) -> JSONValue? {
    guard let optimizer = OptimizerWriter.object(compilation.optimizer),
      let objectives = ObjectivesWriter.config(compilation.objectives)
    else { return nil }
    return .object([
      "optimizer": optimizer, "run_eagerly": .bool(false), "steps_per_execution": .integer(1),
    ]).merging(objectives)
  }
}
