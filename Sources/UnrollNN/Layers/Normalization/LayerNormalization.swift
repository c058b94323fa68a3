import UnrollTensor

/// Gives the features of every step mean 0 and variance 1, then scales and shifts them.
///
/// - Input: any shape `[batch, …]`. Output: the same shape.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `gamma` | that of the normalised axes | `gamma` |
/// | `beta` | that of the normalised axes | `beta` |
///
/// - Keras: `LayerNormalization` (Ba et al., 2016). Several axes must be neighbours. With
///   `rmsScaling` the mean stays and nothing is added: x · γ / √(variance + ε).
public struct LayerNormalization: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The axes that are normalised together.
    public var axis = Axes(-1)
    /// What is added to the variance.
    public var epsilon: Float = 1e-3
    /// Whether β is added.
    public var center = true
    /// Whether there is a γ to multiply by.
    public var scale = true
    /// Whether the mean stays and β is left out.
    public var rmsScaling = false
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
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks ε.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(epsilon >= 0, "epsilon must not be negative", found: epsilon)
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let gamma, beta: ParameterSlot?
    let lanes: Lanes
    /// Mean and inverse deviation of every row of the lanes.
    let moments: BufferSlot<Float>
    /// Input, output and gradient as rows, where the axes are not the last ones.
    let input, output, gradient: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "LayerNormalization"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer; further options are properties of its configuration.
  public init(axes: [Int] = [-1], epsilon: Float = 1e-3, rmsScaling: Bool = false) {
    self.init(.init(axis: Axes(axes), epsilon: epsilon, rmsScaling: rmsScaling))
  }

  /// Declares γ and β.
  ///
  /// - Throws: `UnrollError` if there are no such axes.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let axes = try configuration.axis.range(in: plan.input, Self.className)
    let lanes = Lanes(plan.input, axes)
    let shape = Shape(plan.input.dimensions[axes])
    let rowsPerSample = plan.input.droppingFirst().count / max(lanes.length, 1)
    let (options, trains) = (configuration, plan.mode == .training)
    let hasGamma = options.scale || options.rmsScaling
    let hasBeta = options.center && !options.rmsScaling
    plan.readsOutputAgain = false
    return Slots(
      gamma: hasGamma
        ? plan.parameter(
          "gamma", shape, options.gammaInitializer, regularizer: options.gammaRegularizer,
          constraint: options.gammaConstraint) : nil,
      beta: hasBeta
        ? plan.parameter(
          "beta", shape, options.betaInitializer, regularizer: options.betaRegularizer,
          constraint: options.betaConstraint) : nil,
      lanes: lanes, moments: plan.saved([plan.batch, rowsPerSample, 2]),
      input: lanes.isLast ? nil : plan.saved(plan.input),
      output: lanes.isLast ? nil : plan.scratch(plan.input, in: .forward),
      gradient: lanes.isLast || !trains ? nil : plan.scratch(plan.input, in: .backward))
  }

  /// Normalises.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let rows = slots.lanes.matrix(pass.denseInput, slots.input.map { pass[$0] }, pass.kernels)
    let target = slots.lanes.target(pass.output, slots.output.map { pass[$0] })
    target.normalizeRows(
      of: rows, moments: pass[slots.moments].flattened, epsilon: configuration.epsilon,
      gamma: slots.gamma.map { pass[$0].flat }, beta: slots.beta.map { pass[$0].flat },
      keepsMean: configuration.rmsScaling)
    slots.lanes.bringBack(target, to: pass.output, pass.kernels)
  }

  /// Takes the gradient back through the normalisation.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    let rows = slots.lanes.target(pass.forward.denseInput, slots.input.map { pass[$0] })
    let gradient = slots.lanes.matrix(
      pass.outputGradient, slots.gradient.map { pass[$0] }, pass.kernels)
    let moments = pass[slots.moments].flattened
    if let beta = slots.beta { pass.kernels.sumRows(gradient, into: pass.gradient(of: beta).flat) }
    if let gamma = slots.gamma {
      pass.gradient(of: gamma).flat.addScaleGradient(
        rows, gradient, moments: moments, keepsMean: configuration.rmsScaling)
    }
    guard let target = pass.inputGradient else { return }
    let result = slots.gradient == nil ? slots.lanes.target(target, nil) : gradient
    result.normalizationGradient(
      of: rows, gradient, moments: moments, gamma: slots.gamma.map { pass[$0].flat },
      keepsMean: configuration.rmsScaling)
    slots.lanes.bringBack(result, to: target, pass.kernels)
  }
}
