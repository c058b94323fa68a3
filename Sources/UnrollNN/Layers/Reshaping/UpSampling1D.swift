import UnrollTensor

/// Repeats every step of a sequence.
///
/// - Input `[batch, time, features]`; output `[batch, size · time, features]`. Parameters: none.
///   The mask ends here.
/// - Keras: `UpSampling1D`.
public struct UpSampling1D: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// How often each step occurs.
    public var size = 2
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks the size.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try Extent(size).validate("size") }
  }

  /// Keras's name of the class.
  public static let className = "UpSampling1D"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a number of repetitions.
  public init(_ size: Int = 2) { self.init(.init(size: size)) }

  /// The output has more steps.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try plan.requireSequence(Self.className)
    plan.output = [plan.batch, configuration.size * plan.input[1], plan.input[2]]
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Copies the steps.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.flattened.repeatRows(of: pass.denseInput.flattened, times: configuration.size)
  }

  /// Adds the gradients of the copies.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    pass.inputGradient?.flattened.sumRepeated(
      pass.outputGradient.flattened, times: configuration.size)
  }
}
