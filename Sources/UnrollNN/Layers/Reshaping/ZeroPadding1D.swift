import UnrollTensor

/// Puts steps of zeros before and after a sequence.
///
/// - Input `[batch, time, features]`; output with more steps. Parameters: none. The mask ends
///   here.
/// - Keras: `ZeroPadding1D`.
public struct ZeroPadding1D: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The steps of zeros.
    public var padding = Margins(1, 1)
    /// Keras's order of the axes; only `channels_last`, `[batch, time, features]`.
    public var dataFormat = "channels_last"
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks the number of steps and the order of the axes.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try padding.validate("padding")
      try ChannelOrder.validate(dataFormat)
    }
  }

  /// Keras's name of the class.
  public static let className = "ZeroPadding1D"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for numbers of steps at both ends.
  public init(_ start: Int = 1, _ end: Int = 1) { self.init(.init(padding: Margins(start, end))) }

  /// The output has more steps.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try plan.requireSequence(Self.className)
    let padding = configuration.padding
    plan.output = [plan.batch, padding.start + plan.input[1] + padding.end, plan.input[2]]
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Copies the steps between zeros.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.fill(0)
    pass.output.forEachInner(configuration.padding, of: pass.denseInput) { $0.assign($1) }
  }

  /// Takes the gradient of the steps between.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    pass.outputGradient.forEachInner(configuration.padding, of: target) { $1.assign($0) }
  }
}

extension TensorRef where Scalar == Float {
  /// Runs `body` for each sample with the steps of this view inside margins, and with the sample
  /// of a view that has only those.
  func forEachInner(
    _ margins: Margins, of inner: TensorRef, _ body: (TensorRef, TensorRef) -> Void
  ) {
    let (steps, width) = (inner.shape[1], inner.columns)
    for sample in 0..<shape[0] {
      let whole = slices(sample..<(sample + 1)).reshaped([shape[1], width])
      body(
        whole.slices(margins.start..<(margins.start + steps)),
        inner.slices(sample..<(sample + 1)).reshaped([steps, width]))
    }
  }
}
