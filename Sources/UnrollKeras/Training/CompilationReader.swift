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
    let optimizer = try locating("optimizer") { try Self.optimizer(config["optimizer"] ?? .null) }
    let reader = ObjectivesReader(outputs: outputs)
    return try Compilation(optimizer: optimizer, objectives: reader.objectives(config))
  }

  private static func optimizer(_ value: JSONValue) throws -> any Optimizer {
    if let name = value.string { return try OptimizerRegistry.optimizer(named: name) }
    guard let name = value["class_name"]?.string else {
      throw UnrollError(.unsupported, "the model was compiled without an optimizer")
    }
    try checkOrigin(value)
    let options = (value["config"]?.object ?? [:]).filter { $0.value != .null }
    return try OptimizerRegistry.optimizer(named: name, .object(options))
  }

  /// Refuses registered classes of the same name as one of Keras's.
  static func checkOrigin(_ value: JSONValue) throws {
    guard let name = value["registered_name"]?.string, name != value["class_name"]?.string else {
      return
    }
    throw UnrollError(
      .unsupported, "custom objects are not supported", found: name.printableName)
  }
}
