import UnrollTensor

/// x, or a small multiple of it below zero.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `LeakyReLU`; Keras 2 calls the slope `alpha`.
public struct LeakyReLU: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The slope below zero.
    public var negativeSlope: Float = 0.3
    /// The options at their defaults.
    public static let template = Configuration()

    private enum CodingKeys: String, CodingKey { case negativeSlope, alpha }

    /// Creates the options.
    public init(negativeSlope: Float = 0.3) { self.negativeSlope = negativeSlope }

    /// Reads the slope under either of its names.
    ///
    /// - Throws: a decoding error of Foundation.
    public init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      negativeSlope =
        try container.decodeIfPresent(Float.self, forKey: .alpha)
        ?? container.decode(Float.self, forKey: .negativeSlope)
    }

    /// Writes the slope under the name of Keras 3.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(negativeSlope, forKey: .negativeSlope)
    }

    /// Checks the slope.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(negativeSlope >= 0, "negative_slope must not be negative", found: negativeSlope)
    }
  }

  /// Keras's name of the class.
  public static let className = "LeakyReLU"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a slope.
  public init(negativeSlope: Float = 0.3) { self.init(.init(negativeSlope: negativeSlope)) }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Applies the function.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    let slope = configuration.negativeSlope
    pass.output.map(pass.denseInput) { $0 > 0 ? $0 : slope * $0 }
  }

  /// Multiplies the gradient by the derivative.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    let slope = configuration.negativeSlope
    pass.inputGradient?.combine(pass.forward.denseInput, pass.outputGradient) {
      $0 > 0 ? $1 : slope * $1
    }
  }
}
