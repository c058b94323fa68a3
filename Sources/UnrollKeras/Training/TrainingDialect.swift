import UnrollNN

/// The compile configurations of Keras 2, in the words of Keras 3.
enum TrainingDialect {
  /// Options of Keras 2's optimizers that say how, not what, is computed.
  private static let outdated = ["jit_compile", "is_legacy_optimizer"]

  /// The configuration in the words of Keras 3.
  static func modern(_ config: JSONValue) -> JSONValue {
    var config = config
    if let value = config["optimizer"] { config["optimizer"] = optimizer(value) }
    for key in ["loss", "metrics", "weighted_metrics"] {
      if let value = config[key] { config[key] = measures(value) }
    }
    return config
  }

  private static func optimizer(_ value: JSONValue) -> JSONValue {
    guard let name = value["class_name"]?.string, case .object(var options)? = value["config"]
    else { return value }
    if let rate = options.removeValue(forKey: "lr") { options["learning_rate"] = rate }
    for key in outdated { options[key] = nil }
    if let decay = options.removeValue(forKey: "decay")?.number, decay != 0 {
      options["learning_rate"] = decaying(options["learning_rate"] ?? .null, decay)
    }
    // Keras 2.11 to 2.15 registered its own new optimizers as if they were a user's.
    let prefix = "Custom>"
    let plain = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
    return .object(["class_name": .string(plain), "config": .object(options)])
  }

  /// The schedule that does what the option `decay` did: rate / (1 + decay · steps).
  private static func decaying(_ rate: JSONValue, _ decay: Double) -> JSONValue {
    .object([
      "class_name": .string("InverseTimeDecay"), "module": .string("keras.optimizers.schedules"),
      "config": .object([
        "initial_learning_rate": rate, "decay_steps": .integer(1), "decay_rate": .number(decay),
        "staircase": .bool(false), "name": .string("InverseTimeDecay"),
      ]), "registered_name": .null,
    ])
  }

  /// Losses and metrics, alone or in lists.
  private static func measures(_ value: JSONValue) -> JSONValue {
    if let list = value.array { return .array(list.map(measures)) }
    if value.string == "acc" { return .string("accuracy") }
    guard let name = value["class_name"]?.string, case .object(var options)? = value["config"]
    else { return value.object.map { .object($0.mapValues(measures)) } ?? value }
    // A function that was made into a loss or metric; the function is what counts.
    let function = options.removeValue(forKey: "fn")
    if name == "MeanMetricWrapper" || name == "LossFunctionWrapper",
      let function = function?.string ?? function?["config"]?.string
    {
      return .string(function)
    }
    if options["reduction"] == .string("auto") {
      options["reduction"] = .string("sum_over_batch_size")
    }
    var value = value
    value["config"] = .object(options)
    return value
  }
}
