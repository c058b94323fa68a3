import UnrollTensor

/// The losses that files and the command line can name.
public enum LossRegistry {
  /// All losses of Unroll.
  public static let builtin: [any Loss] = [
    BinaryCrossentropy(), CategoricalCrossentropy(), SparseCategoricalCrossentropy(),
    MeanSquaredError(),
  ]

  private static let aliases = ["mse": "mean_squared_error"]

  /// Finds a loss by Keras's name of the function or of the class.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public static func loss(named name: String) throws -> any Loss {
    let wanted = aliases[name.snakeCased()] ?? name.snakeCased()
    if let loss = builtin.first(where: { $0.name == wanted }) { return loss }
    throw UnrollError(
      .unsupported, "the loss is not supported", found: name,
      hint: "supported are \(builtin.map(\.name).joined(separator: ", "))")
  }
}
