import UnrollTensor

/// The losses that files and the command line can name.
public enum LossRegistry {
  /// All losses of Unroll.
  public static let builtin: [any Loss.Type] = [
    BinaryCrossentropy.self,
    BinaryFocalCrossentropy.self,
    CategoricalCrossentropy.self,
    CategoricalFocalCrossentropy.self,
    CategoricalHinge.self,
    CosineSimilarity.self,
    Hinge.self,
    Huber.self,
    KLDivergence.self,
    LogCosh.self,
    MeanAbsoluteError.self,
    MeanAbsolutePercentageError.self,
    MeanSquaredError.self,
    MeanSquaredLogarithmicError.self,
    Poisson.self,
    SparseCategoricalCrossentropy.self,
    SquaredHinge.self,
  ]

  /// Keras's short names, and names that Keras 2 had.
  private static let aliases = [
    "bce": "binary_crossentropy", "kld": "kl_divergence", "mae": "mean_absolute_error",
    "mse": "mean_squared_error", "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error", "logcosh": "log_cosh", "huber_loss": "huber",
    "kullback_leibler_divergence": "kl_divergence",
  ]

  /// Finds a loss by Keras's name of the function or of the class.
  ///
  /// - Parameters:
  ///   - name: the name, in any case.
  ///   - options: Keras's keys; missing ones take their defaults.
  /// - Returns: the loss.
  /// - Throws: `UnrollError` that lists the known names, or names the option.
  public static func loss(
    named name: String, _ options: JSONValue = .object([:])
  ) throws -> any Loss {
    let key = name.snakeCased()
    let wanted = aliases[key] ?? key
    guard let type = builtin.first(where: { $0.className.snakeCased() == wanted }) else {
      throw UnrollError(
        .unsupported, "the loss is not supported", found: name,
        hint: "supported are "
          + builtin.map { $0.className.snakeCased() }.joined(separator: ", "))
    }
    return try make(type, options)
  }

  /// The options of a loss under Keras's names, without those at their defaults.
  public static func options(_ loss: some Loss) -> [String: JSONValue] {
    let defaults = KerasOptions.encode(type(of: loss).init())
    return KerasOptions.encode(loss).filter { defaults[$0.key] != $0.value }
  }

  private static func make<L: Loss>(_ type: L.Type, _ options: JSONValue) throws -> any Loss {
    let loss = try KerasOptions.decode(L(), options, of: L.className)
    try locating(L.className) { try advising(KerasOptions.hint) { try loss.validate() } }
    return loss
  }
}
