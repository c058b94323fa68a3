import UnrollTensor

/// Sets a share of its input to the limit of SELU while training, and keeps mean and variance.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `AlphaDropout` (Klambauer et al., 2017).
public struct AlphaDropout: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The share of elements that are replaced.
    public var rate: Float
    /// The shape of the noise, 1 along axes that share it; nil for noise of the input's shape.
    public var noiseShape: [Int?]?
    /// Keras's seed, kept for its files: here the noise follows from the seed of the training.
    public var seed: Int?
    /// The options, the rate missing.
    public static let template = Configuration(rate: -1)

    /// Checks the rate.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try NoiseRate.validate(rate) }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let noise: SharedNoise
  }

  /// Keras's name of the class.
  public static let className = "AlphaDropout"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a rate, with noise that may repeat along axes where its shape is 1.
  public init(_ rate: Float, noiseShape: [Int?]? = nil) {
    self.init(.init(rate: rate, noiseShape: noiseShape))
  }

  /// What SELU tends to for small inputs: −α·λ.
  private static let limit: Float = -1.6732632423543772 * 1.0507009873554805

  /// The factor that restores the variance.
  private var scale: Float {
    let rate = configuration.rate
    return 1 / ((1 - rate) * (1 + rate * Self.limit * Self.limit)).squareRoot()
  }

  private func isActive(_ pass: ForwardPass) -> Bool {
    pass.mode == .training && configuration.rate > 0
  }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` if the shape of the noise does not fit.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try NoiseRate.validate(configuration.rate, trains: plan.drawsNoise)
    plan.reuse = .inPlace
    plan.readsOutputAgain = false
    let shape = configuration.noiseShape ?? Array(repeating: nil, count: plan.input.rank)
    return Slots(noise: try SharedNoise(&plan, shape))
  }

  /// Replaces elements while training.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    guard isActive(pass) else {
      pass.output.assign(pass.denseInput)
      return
    }
    slots.noise.draw(pass, rate: configuration.rate)
    let (scale, limit) = (scale, Self.limit)
    let shift = -scale * limit * configuration.rate
    slots.noise.apply(pass.denseInput, into: pass.output, pass) { value, noise in
      scale * (noise == 0 ? limit : value) + shift
    }
  }

  /// Hands on the gradient of the elements that were kept.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    guard isActive(pass.forward) else {
      target.assign(pass.outputGradient)
      return
    }
    let scale = scale
    slots.noise.apply(pass.outputGradient, into: target, pass.forward) { gradient, noise in
      noise == 0 ? 0 : scale * gradient
    }
  }
}
