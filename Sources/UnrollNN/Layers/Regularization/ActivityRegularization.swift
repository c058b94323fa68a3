import UnrollTensor

/// Passes values through and adds a penalty on them to the loss.
///
/// - Input: any shape `[batch, …]`. Output: the same shape. Parameters: none.
/// - Keras: `ActivityRegularization`. The penalty is divided by the number of samples of a batch.
public struct ActivityRegularization: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The factor on the sum of absolute values.
    public var l1: Float = 0
    /// The factor on the sum of squares.
    public var l2: Float = 0
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks the factors.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(l1 >= 0, "l1 must not be negative", found: l1)
      try require(l2 >= 0, "l2 must not be negative", found: l2)
    }
  }

  /// Keras's name of the class.
  public static let className = "ActivityRegularization"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer with factors on absolute values and on squares.
  public init(l1: Float = 0, l2: Float = 0) { self.init(.init(l1: l1, l2: l2)) }

  /// Sets the penalty; the output is the input.
  ///
  /// - Throws: `UnrollError` if the layer is given another penalty, as Keras does not allow.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try require(
      plan.activityRegularizer == nil,
      "ActivityRegularization is an activity_regularizer and cannot have another")
    plan.activityRegularizer = .l1l2(l1: configuration.l1, l2: configuration.l2)
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
