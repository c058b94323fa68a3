import UnrollTensor

/// The optimizers that files and the command line can name.
public enum OptimizerRegistry {
  /// All optimizers of Unroll.
  public static let builtin: [any Optimizer.Type] = [Adam.self, RMSprop.self, SGD.self]

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
    let optimizer = try make(type, options)
    try locating(type.className) { try optimizer.validate() }
    return optimizer
  }

  private static func make<O: Optimizer>(
    _ type: O.Type, _ options: JSONValue
  ) throws -> any Optimizer {
    try refuseUnsupported(options)
    let template = try JSONValue(encoding: O()).merging(swiftNames(options))
    do {
      return try template.decode(O.self)
    } catch let error as DecodingError {
      throw UnrollError(
        .unsupported, "an option of the optimizer is not supported",
        path: [O.className] + error.place,
        hint: "learning-rate schedules are not supported; give a number", cause: error)
    }
  }

  /// Options that would change results and are not built yet are refused by name.
  private static func refuseUnsupported(_ options: JSONValue) throws {
    for key in ["weight_decay", "loss_scale_factor", "gradient_accumulation_steps", "use_ema"] {
      let value = options[key] ?? .null
      guard value == .null || value == .bool(false) else {
        throw UnrollError(.unsupported, "the optimizer's option \(key) is not supported")
      }
    }
  }

  /// The options with Keras's `beta_1` and `beta_2` spelled as snake case spells `beta1`.
  private static func swiftNames(_ options: JSONValue) -> JSONValue {
    guard let members = options.object else { return .object([:]) }
    return .object(
      Dictionary(
        members.map { ($0.hasPrefix("beta_") ? "beta" + $0.dropFirst(5) : $0, $1) }
      ) { $1 })
  }

  /// The options of an optimizer under Keras's names.
  ///
  /// - Throws: an encoding error for numbers that JSON cannot hold.
  public static func options(_ optimizer: any Optimizer) throws -> JSONValue {
    var options = try JSONValue(encoding: optimizer)
    // Snake case leaves digits where they are; Keras writes beta_1 and beta_2.
    for digit in ["1", "2"] {
      if let value = options["beta\(digit)"] {
        options["beta\(digit)"] = nil
        options["beta_\(digit)"] = value
      }
    }
    return options
  }
}
