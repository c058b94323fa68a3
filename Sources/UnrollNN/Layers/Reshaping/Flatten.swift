import UnrollTensor

/// Takes all axes after the batch as one.
///
/// - Input `[batch, …]`; output `[batch, product of the rest]`. Parameters: none. The mask ends
///   here: padded steps take part in what follows.
/// - Keras: `Flatten`.
public struct Flatten: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// Keras's order of the axes; only `channels_last`, `[batch, time, features]`.
    public var dataFormat = "channels_last"
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks the order of the axes.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try ChannelOrder.validate(dataFormat) }
  }

  /// Keras's name of the class.
  public static let className = "Flatten"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration = .template) { self.configuration = configuration }

  /// The output has one axis beside the batch.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.output = [plan.batch, plan.input.droppingFirst().count]
    plan.outputMask = .none
    plan.reuse = .view
    return NoSlots()
  }

  /// Copies the input, where it is not the output already.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.assign(pass.denseInput.reshaped(pass.output.shape))
  }

  /// Copies the gradient likewise.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.assign(pass.outputGradient.reshaped(target.shape))
  }
}
