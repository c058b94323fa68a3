import UnrollArchive
import UnrollNN
import UnrollTensor

/// Makes a compilation from Keras's `compile_config`, if all of it is supported.
struct CompilationReader {
  /// Reads the configuration.
  ///
  /// - Parameters:
  ///   - config: Keras's `compile_config`.
  ///   - outputs: the names of the model's outputs, in their order.
  /// - Returns: the compilation.
  /// - Throws: `UnrollError` that names what is not supported.
  static func compilation(_ config: JSONValue, outputs: [String]) throws -> Compilation {
    try advising("compile the model in Keras with what is supported") {
      let optimizer = try locating("optimizer") {
        try OptimizerReader.optimizer(config["optimizer"] ?? .null)
      }
      let reader = ObjectivesReader(outputs: outputs)
      return try Compilation(optimizer: optimizer, objectives: reader.objectives(config))
    }
  }
}
