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
    /// The options, the rate missing.
    public static let template = Configuration(rate: -1)

    /// Checks the rate.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(rate >= 0 && rate <= 1, "rate must lie between 0 and 1", found: rate)
    }
  }

  /// Keras's name of the class.
  public static let className = "Dropout"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a rate.
  public init(_ rate: Float) { self.init(.init(rate: rate)) }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.reuse = .inPlace
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Drops while training.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    drop(pass.denseInput, into: pass.output, pass, isTraining: pass.mode == .training)
  }

  /// Drops the same elements of the gradient.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    drop(pass.outputGradient, into: target, pass.forward, isTraining: true)
  }

  private func drop(
    _ input: TensorRef<Float>, into output: TensorRef<Float>, _ pass: ForwardPass,
    isTraining: Bool
  ) {
    if !isTraining || configuration.rate == 0 {
      output.assign(input)
    } else if configuration.rate == 1 {
      output.fill(0)
    } else {
      let perRow = output.count / max(pass.batch, 1)
      pass.kernels.dropout(
        input, into: output, rate: configuration.rate, key: pass.random.key,
        first: UInt64(pass.firstRow * perRow))
    }
  }
}
