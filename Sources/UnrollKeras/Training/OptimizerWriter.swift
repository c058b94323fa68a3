import UnrollNN

/// Describes an optimizer as Keras's object.
enum OptimizerWriter {
  /// The options of optimizers and schedules that count; all other numbers are floats to Keras.
  private static let counts: Set<String> = [
    "boundaries", "decay_steps", "ema_overwrite_frequency", "first_decay_steps",
    "gradient_accumulation_steps", "warmup_steps",
  ]

  /// The object; nil if Keras has no optimizer of this name.
  static func object(_ optimizer: any Optimizer) -> JSONValue? {
    let name = type(of: optimizer).className
    guard let options = try? OptimizerRegistry.options(optimizer),
      (try? OptimizerRegistry.optimizer(named: name, options)) != nil
    else { return nil }
    var config = floats(options)
    if let rate = config["learning_rate"], let schedule = rate["class_name"]?.string {
      config["learning_rate"] = Envelope.object(
        "keras.optimizers.schedules", schedule, floats(rate["config"] ?? .object([:])))
    }
    return Envelope.object("keras.optimizers", name, config)
  }

  /// Options with whole numbers as floats: Keras refuses a learning rate or momentum of `1`, and
  /// takes a schedule that starts at `1` for one of whole numbers.
  private static func floats(_ options: JSONValue) -> JSONValue {
    guard let members = options.object else { return options }
    let changed = members.map { key, value in
      (key, counts.contains(key) ? value : float(value))
    }
    return .object(Dictionary(uniqueKeysWithValues: changed))
  }

  private static func float(_ value: JSONValue) -> JSONValue {
    switch value {
    case .integer(let number): .number(Double(number))
    case .array(let elements): .array(elements.map(float))
    default: value
    }
  }
}
