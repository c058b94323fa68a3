import UnrollTensor

/// Drops whole features of a sequence while training, the same ones at every step.
///
/// - Input `[batch, time, features]`. Output: the same shape. Parameters: none.
/// - Keras: `SpatialDropout1D`.
public struct SpatialDropout1D: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The share of features that are zeroed.
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
  public static let className = "SpatialDropout1D"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a rate.
  public init(_ rate: Float) { self.init(.init(rate: rate)) }

  private var dropout: Dropout {
    Dropout(.init(rate: configuration.rate, noiseShape: [nil, 1, nil]))
  }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> Dropout.Slots {
    try plan.requireSequence(Self.className)
    return try dropout.plan(&plan)
  }

  /// Drops while training.
  public func forward(_ slots: Dropout.Slots, _ pass: ForwardPass) {
    dropout.forward(slots, pass)
  }

  /// Drops the same features of the gradient.
  public func backward(_ slots: Dropout.Slots, _ pass: BackwardPass) {
    dropout.backward(slots, pass)
  }
}
