import UnrollTensor

/// Adds normally distributed noise while training.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `GaussianNoise`.
public struct GaussianNoise: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The standard deviation of the noise.
    public var stddev: Float
    /// Keras's seed, kept for its files: here the noise follows from the seed of the training.
    public var seed: Int?
    /// The options, the deviation missing.
    public static let template = Configuration(stddev: -1)

    /// Checks the deviation.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(stddev >= 0 && stddev <= 1, "stddev must lie between 0 and 1", found: stddev)
    }
  }

  /// Keras's name of the class.
  public static let className = "GaussianNoise"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a standard deviation.
  public init(_ stddev: Float) { self.init(.init(stddev: stddev)) }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.reuse = .inPlace
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Adds noise while training.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    let deviation = configuration.stddev
    guard pass.mode == .training && deviation > 0 else {
      pass.output.assign(pass.denseInput)
      return
    }
    NormalNoise.apply(pass.denseInput, into: pass.output, pass) { $0 + deviation * $1 }
  }

  /// Hands the gradient on.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    pass.inputGradient?.assign(pass.outputGradient)
  }
}
