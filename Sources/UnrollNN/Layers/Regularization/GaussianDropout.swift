import UnrollTensor

/// Multiplies by normally distributed noise with mean 1 while training.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `GaussianDropout`; the noise has the deviation √(rate / (1 − rate)).
public struct GaussianDropout: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The rate of the dropout with as much noise.
    public var rate: Float
    /// Keras's seed, kept for its files: here the noise follows from the seed of the training.
    public var seed: Int?
    /// The options, the rate missing.
    public static let template = Configuration(rate: -1)

    /// Checks the rate.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try NoiseRate.validate(rate) }
  }

  /// Keras's name of the class.
  public static let className = "GaussianDropout"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a rate.
  public init(_ rate: Float) { self.init(.init(rate: rate)) }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` for a training at a rate of 1.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try NoiseRate.validate(configuration.rate, trains: plan.drawsNoise)
    plan.reuse = .inPlace
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Multiplies while training.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    multiply(pass.denseInput, into: pass.output, pass)
  }

  /// Multiplies the gradient by the same noise.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    multiply(pass.outputGradient, into: target, pass.forward)
  }

  private func multiply(
    _ input: TensorRef<Float>, into output: TensorRef<Float>, _ pass: ForwardPass
  ) {
    let rate = configuration.rate
    guard pass.mode == .training && rate > 0 else {
      output.assign(input)
      return
    }
    let deviation = (rate / (1 - rate)).squareRoot()
    NormalNoise.apply(input, into: output, pass) { $0 * (1 + deviation * $1) }
  }
}
