import UnrollTensor

/// Cuts steps off the start and the end of a sequence.
///
/// - Input `[batch, time, features]`; output with fewer steps. Parameters: none. The mask ends
///   here.
/// - Keras: `Cropping1D`.
public struct Cropping1D: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The steps to cut off.
    public var cropping = Margins(1, 1)
    /// The options at their defaults.
    public static let template = Configuration()

    /// Checks the number of steps.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try cropping.validate("cropping") }
  }

  /// Keras's name of the class.
  public static let className = "Cropping1D"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for numbers of steps at both ends.
  public init(_ start: Int = 1, _ end: Int = 1) { self.init(.init(cropping: Margins(start, end))) }

  /// The output has fewer steps.
  ///
  /// - Throws: `UnrollError` if no step is left.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try plan.requireSequence(Self.className)
    let cropping = configuration.cropping
    // Written so that no sum of two numbers from a file can overflow.
    guard cropping.start < plan.input[1], cropping.end < plan.input[1] - cropping.start else {
      throw UnrollError(
        .shapeMismatch, "cropping leaves no step of the sequence",
        expected: "fewer than \(plan.input[1]) steps to cut off",
        found: "(\(cropping.start), \(cropping.end))")
    }
    plan.output = [plan.batch, plan.input[1] - cropping.start - cropping.end, plan.input[2]]
    plan.outputMask = .none
    plan.readsOutputAgain = false
    return NoSlots()
  }

  /// Copies the steps that are left.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.denseInput.forEachInner(configuration.cropping, of: pass.output) { $1.assign($0) }
  }

  /// Puts the gradient between zeros.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.fill(0)
    target.forEachInner(configuration.cropping, of: pass.outputGradient) { $0.assign($1) }
  }
}
