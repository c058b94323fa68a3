import UnrollTensor

/// Zeroes a share of its input while training and scales up the rest; passes values through
/// otherwise.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `Dropout`.
public struct Dropout: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The share of elements that are zeroed.
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
    let noise: SharedNoise?
  }

  /// Keras's name of the class.
  public static let className = "Dropout"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a rate, with noise that may repeat along axes where its shape is 1.
  public init(_ rate: Float, noiseShape: [Int?]? = nil) {
    self.init(.init(rate: rate, noiseShape: noiseShape))
  }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` if the shape of the noise does not fit.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    plan.reuse = .inPlace
    plan.readsOutputAgain = false
    return Slots(noise: try configuration.noiseShape.map { try SharedNoise(&plan, $0) })
  }

  /// Drops while training.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let isTraining = pass.mode == .training
    if isTraining, drops { slots.noise?.draw(pass, rate: configuration.rate) }
    drop(slots, pass.denseInput, into: pass.output, pass, isTraining: isTraining)
  }

  /// Drops the same elements of the gradient.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    drop(
      slots, pass.outputGradient, into: target, pass.forward,
      isTraining: pass.forward.mode == .training)
  }

  private var drops: Bool { configuration.rate > 0 && configuration.rate < 1 }

  private func drop(
    _ slots: Slots, _ input: TensorRef<Float>, into output: TensorRef<Float>, _ pass: ForwardPass,
    isTraining: Bool
  ) {
    if !isTraining || configuration.rate == 0 {
      output.assign(input)
    } else if configuration.rate == 1 {
      output.fill(0)
    } else if let noise = slots.noise {
      noise.apply(input, into: output, pass, *)
    } else {
      let perRow = output.count / max(pass.batch, 1)
      pass.kernels.dropout(
        input, into: output, rate: configuration.rate, key: pass.random.key,
        first: UInt64(pass.firstRow * perRow))
    }
  }
}
