import UnrollTensor

/// The options of ``BatchNormalization``.
public struct BatchNormalizationConfiguration: LayerConfiguration {
  /// The axis of the features, which are normalised each for itself.
  public var axis = Axes(-1)
  /// How much of the moving moments a step of training keeps.
  public var momentum = 0.99
  /// What is added to the variance.
  public var epsilon: Float = 1e-3
  /// Whether β is added.
  public var center = true
  /// Whether there is a γ to multiply by.
  public var scale = true
  /// How β starts.
  public var betaInitializer = Initializer.zeros
  /// How γ starts.
  public var gammaInitializer = Initializer.ones
  /// The penalty on β.
  public var betaRegularizer: Regularizer?
  /// The penalty on γ.
  public var gammaRegularizer: Regularizer?
  /// What β is made to obey.
  public var betaConstraint: Constraint?
  /// What γ is made to obey.
  public var gammaConstraint: Constraint?
  /// How the moving mean starts.
  public var movingMeanInitializer = Initializer.zeros
  /// How the moving variance starts.
  public var movingVarianceInitializer = Initializer.ones
  /// Whether the batch is spread over machines; there is one, so it makes no difference.
  public var synchronized = false

  /// The options at their defaults.
  public static let template = BatchNormalizationConfiguration()

  /// Checks axis and ε.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require(axis.values.count == 1, "axis must be a single axis", found: axis.values)
    try require(epsilon >= 0, "epsilon must not be negative", found: epsilon)
  }
}
