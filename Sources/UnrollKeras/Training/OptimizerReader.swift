import UnrollArchive
import UnrollNN
import UnrollTensor

/// Makes an optimizer from Keras's form of it.
enum OptimizerReader {
  /// Reads a name, or an object with its options.
  ///
  /// - Throws: `UnrollError` that names the class or the option that is not supported.
  static func optimizer(_ value: JSONValue) throws -> any Optimizer {
    if let name = value.string { return try OptimizerRegistry.optimizer(named: name) }
    guard let name = value["class_name"]?.string else {
      throw UnrollError(
        .unsupported, "the model was compiled without an optimizer", expected: "an optimizer")
    }
    try Envelope.checkOrigin(value)
    let options = value["config"] ?? .object([:])
    if let rate = options["learning_rate"], rate.object != nil {
      try locating("learning_rate") { try Envelope.checkOrigin(rate) }
    }
    return try OptimizerRegistry.optimizer(named: name, options)
  }
}

extension Envelope {
  /// Refuses registered classes of the same name as one of Keras's.
  ///
  /// - Throws: `UnrollError` that names the class.
  static func checkOrigin(_ value: JSONValue) throws {
    guard let name = value["registered_name"]?.string, name != value["class_name"]?.string else {
      return
    }
    throw UnrollError(
      .unsupported, "custom objects are not supported", found: name.printableName)
  }
}
