import UnrollTensor

/// The optimizers that files and the command line can name.
public enum OptimizerRegistry {
  /// All optimizers of Unroll.
  public static let builtin: [any Optimizer.Type] = [
    Adadelta.self,
    Adagrad.self,
    Adam.self,
    Adamax.self,
    AdamW.self,
    Ftrl.self,
    Lamb.self,
    Lion.self,
    Nadam.self,
    RMSprop.self,
    SGD.self,
  ]

  /// Options of Keras 2 and 3 on which the result does not depend.
  private static let harmless: Set<String> = ["name", "jit_compile", "is_legacy_optimizer"]

  /// Makes an optimizer from Keras's class name, in any case, and its options.
  ///
  /// - Parameters:
  ///   - name: the class, such as `RMSprop` or `rmsprop`.
  ///   - options: Keras's keys; missing ones take their defaults.
  /// - Returns: the optimizer.
  /// - Throws: `UnrollError` that lists the known names, or names the option.
  public static func optimizer(
    named name: String, _ options: JSONValue = .object([:])
  ) throws -> any Optimizer {
    guard let type = builtin.first(where: { $0.className.lowercased() == name.lowercased() })
    else {
      throw UnrollError(
        .unsupported, "the optimizer is not supported", found: name,
        hint: "supported are \(builtin.map { $0.className.lowercased() }.joined(separator: ", "))")
    }
    return try locating(type.className) {
      try advising(KerasOptions.hint) { try make(type, options) }
    }
  }

  private static func make<Rule: Optimizer>(
    _ type: Rule.Type, _ options: JSONValue
  ) throws -> any Optimizer {
    let optimizer = try FlatOptions.decode(Rule(), ofToday(options), harmless: harmless)
    try optimizer.options.validate()
    try optimizer.validate()
    return optimizer
  }

  /// The options without those of older versions of Keras, and without those that change nothing.
  private static func ofToday(_ options: JSONValue) throws -> JSONValue {
    guard var members = options.object else { return .object([:]) }
    if let scale = members.removeValue(forKey: "loss_scale_factor"), scale != .null {
      throw UnrollError(
        .unsupported, "scaling of the loss is not supported", path: ["loss_scale_factor"],
        expected: "null", found: scale.brief,
        hint: "in 32 bits it changes nothing: set it to null")
    }
    if let decay = members.removeValue(forKey: "decay"), decay != .null, decay.number != 0 {
      throw UnrollError(
        .unsupported, "the decay of Keras 2 is not supported", path: ["decay"],
        expected: "0", found: decay.brief,
        hint: "give an InverseTimeDecay with decay_steps 1 and this decay_rate as learning_rate")
    }
    if let rate = members.removeValue(forKey: "lr"), members["learning_rate"] == nil {
      members["learning_rate"] = rate
    }
    return .object(members)
  }

  /// The options of an optimizer under Keras's names.
  ///
  /// - Throws: an encoding error for numbers that JSON cannot hold.
  public static func options(_ optimizer: any Optimizer) throws -> JSONValue {
    try FlatOptions.encode(optimizer)
  }
}
