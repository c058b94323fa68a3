import UnrollTensor

/// x, or α·(eˣ − 1) below zero.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `ELU`.
public struct ELU: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The factor below zero.
    public var alpha: Float = 1
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// Keras's name of the class.
  public static let className = "ELU"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a factor below zero.
  public init(alpha: Float = 1) { self.init(.init(alpha: alpha)) }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots { NoSlots() }

  /// Applies the function.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.assign(pass.denseInput)
    pass.kernels.activate(.elu, pass.output)
    let alpha = configuration.alpha
    guard alpha != 1 else { return }
    pass.output.combine(pass.denseInput, pass.output) { $0 > 0 ? $1 : alpha * $1 }
  }

  /// Multiplies the gradient by the derivative: below zero the output plus α.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    let alpha = configuration.alpha
    target.combine(pass.forward.denseInput, pass.forward.output) { $0 > 0 ? 1 : $1 + alpha }
    pass.kernels.multiplyElements(target, pass.outputGradient, into: target)
  }
}
