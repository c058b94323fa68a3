import UnrollTensor

/// The options of pooling over all time steps.
public struct GlobalPoolingConfiguration: LayerConfiguration {
  /// Whether the axis of time stays, with one step.
  public var keepdims = false
  /// Keras's order of the axes; only `channels_last`, `[batch, time, features]`.
  public var dataFormat = "channels_last"
  /// The options at their defaults.
  public static let template = GlobalPoolingConfiguration()

  /// Checks the order of the axes.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws {
    try require(
      dataFormat == "channels_last", "data_format must be channels_last", found: dataFormat)
  }

  /// Takes the axis of time away, or leaves one step.
  func reduce(_ plan: inout LayerPlan) throws {
    try require(
      plan.input.rank == 3 && plan.input[1] > 0, "global pooling reads [batch, time, features]",
      found: plan.input)
    plan.output =
      keepdims
      ? [plan.batch, 1, plan.input[2]] : [plan.batch, plan.input[2]]
    plan.outputMask = .none
  }
}

/// Keeps the largest value of each feature over time.
///
/// - Input `[batch, time, features]`; output `[batch, features]`. Parameters: none. A mask is
///   not looked at: padded steps compete, as in Keras.
/// - Keras: `GlobalMaxPooling1D`.
public struct GlobalMaxPooling1D: Layer {
  /// The handles of the layer.
  public struct Slots: Sendable {
    let winners: BufferSlot<Int32>
  }

  /// Keras's name of the class.
  public static let className = "GlobalMaxPooling1D"
  /// The options.
  public let configuration: GlobalPoolingConfiguration

  /// Creates the layer from its options.
  public init(_ configuration: GlobalPoolingConfiguration = .template) {
    self.configuration = configuration
  }

  /// Takes the axis of time away.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try configuration.reduce(&plan)
    let slots = Slots(winners: plan.saved([plan.batch, plan.input[2]]))
    plan.addProbe(.winners(slots.winners))
    return slots
  }

  /// Takes the maxima and notes where they stood.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let winners = pass[slots.winners]
    pass.kernels.maxPool(
      pass.denseInput, into: pass.output.reshaped(winners.shape), winners: winners)
  }

  /// Hands the gradient to the steps that held the maxima.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    let winners = pass[slots.winners]
    pass.kernels.maxPoolGradient(
      pass.forward.denseInput, pass.outputGradient.reshaped(winners.shape), winners: winners,
      into: target)
  }
}

/// Takes the mean of each feature over the time steps that count.
///
/// - Input `[batch, time, features]`; output `[batch, features]`. Parameters: none.
/// - Keras: `GlobalAveragePooling1D`.
public struct GlobalAveragePooling1D: Layer {
  /// Keras's name of the class.
  public static let className = "GlobalAveragePooling1D"
  /// The options.
  public let configuration: GlobalPoolingConfiguration

  /// Creates the layer from its options.
  public init(_ configuration: GlobalPoolingConfiguration = .template) {
    self.configuration = configuration
  }

  /// Takes the axis of time away.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try configuration.reduce(&plan)
    return NoSlots()
  }

  /// Takes the means.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    let output = pass.output.reshaped([pass.output.shape[0], pass.output.columns])
    pass.kernels.averagePool(pass.denseInput, mask: pass.mask, into: output)
  }

  /// Shares the gradient among the steps that counted.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    let gradient = pass.outputGradient.reshaped([target.shape[0], target.columns])
    pass.kernels.averagePoolGradient(gradient, mask: pass.forward.mask, into: target)
  }
}
