import UnrollArchive
import UnrollNN
import UnrollTensor

/// Makes a compilation from Keras's `compile_config`, if all of it is supported.
struct CompilationReader {
  /// Options of losses and metrics at values on which nothing depends.
  private static let neutral: [String: [JSONValue]] = [
    "reduction": [.string("sum_over_batch_size"), .string("auto")],
    "label_smoothing": [.integer(0), .number(0)], "axis": [.integer(-1)],
    "threshold": [.number(0.5)],
  ]
  private static let harmless: Set<String> = ["name", "dtype"]

  /// Reads the configuration.
  ///
  /// - Throws: `UnrollError` that names what is not supported.
  static func compilation(_ config: JSONValue) throws -> Compilation {
    for key in ["loss_weights", "weighted_metrics"] {
      let value = config[key] ?? .null
      guard value == .null || value == .array([]) else {
        throw UnrollError(.unsupported, "\(key) is not supported")
      }
    }
    return Compilation(
      optimizer: try locating("optimizer") {
        try OptimizerReader.optimizer(config["optimizer"] ?? .null)
      },
      loss: try locating("loss") { try loss(config["loss"] ?? .null) },
      metrics: try locating("metrics") { try metrics(config["metrics"] ?? .null) })
  }

  private static func loss(_ value: JSONValue) throws -> any Loss {
    guard value.string != nil || value["class_name"] != nil else {
      throw UnrollError(.unsupported, "the model was compiled without one loss for its output")
    }
    return try LossRegistry.loss(named: name(value))
  }

  private static func metrics(_ value: JSONValue) throws -> [AnyMetric] {
    if value == .null { return [] }
    guard let list = value.array else {
      throw UnrollError(.unsupported, "metrics that are not a list are not supported")
    }
    // A model with one output may have its metrics in a list of their own.
    let metrics = list.count == 1 ? list[0].array ?? list : list
    return try metrics.map { try AnyMetric.named(name($0)) }
  }

  /// The name of a loss or metric: a text, a function, or a class without options of effect.
  private static func name(_ value: JSONValue) throws -> String {
    if let name = value.string { return name }
    guard let className = value["class_name"]?.string else {
      throw UnrollError(.unsupported, "this is neither a name nor an object of Keras")
    }
    if className == "function" {
      return value["config"]?.string ?? value["registered_name"]?.string ?? className
    }
    try Envelope.checkOrigin(value)
    for (key, option) in (value["config"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      let isNeutral =
        option == .null || option == .bool(false) || harmless.contains(key)
        || neutral[key]?.contains(option) ?? false
      guard isNeutral else {
        throw UnrollError(
          .unsupported,
          "the option \(key.printableName) of \(className.printableName) is not supported")
      }
    }
    return className
  }
}
