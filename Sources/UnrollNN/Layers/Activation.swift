import UnrollTensor

/// Applies an activation function.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `Activation`.
public struct Activation: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The function.
    public var activation: ActivationFunction
    /// The options at their defaults.
    public static let template = Configuration(activation: .linear)
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let output: OutputActivation
  }

  /// Keras's name of the class.
  public static let className = "Activation"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a function.
  public init(_ activation: ActivationFunction) { self.init(.init(activation: activation)) }

  /// The output has the shape of the input.
  public func plan(_ plan: inout LayerPlan) -> Slots {
    Slots(output: OutputActivation(&plan, configuration.activation))
  }

  /// Applies the function.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    pass.output.assign(pass.denseInput)
    slots.output.forward(pass)
  }

  /// Multiplies the gradient by the derivative.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.assign(pass.outputGradient)
    slots.output.backward(pass, gradient: target)
  }
}
