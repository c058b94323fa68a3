import UnrollTensor

/// Passes values through.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `Identity`.
public struct Identity: Layer {
  /// Keras's name of the class.
  public static let className = "Identity"
  /// The options: none.
  public let configuration: NoOptions

  /// Creates the layer from its options.
  public init(_ configuration: NoOptions = NoOptions()) { self.configuration = configuration }

  /// The output is the input.
  public func plan(_ plan: inout LayerPlan) -> NoSlots {
    plan.reuse = .view
    return NoSlots()
  }

  /// Copies the input, where it is not the output already.
  public func forward(_: NoSlots, _ pass: ForwardPass) { pass.output.assign(pass.denseInput) }

  /// Copies the gradient likewise.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    pass.inputGradient?.assign(pass.outputGradient)
  }
}
