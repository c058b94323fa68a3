import UnrollTensor

/// Marks the steps whose features all equal one value, for layers that skip them.
///
/// - Input `[batch, time, features]`; output the same, masked steps set to zero.
///   Parameters: none.
/// - Keras: `Masking`.
public struct Masking: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The value that marks a step.
    public var maskValue: Float = 0
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// Keras's name of the class.
  public static let className = "Masking"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a value.
  public init(_ maskValue: Float = 0) { self.init(.init(maskValue: maskValue)) }

  /// The output has the shape of the input, and a mask of its own.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    try require(
      plan.input.rank == 3, "Masking reads [batch, time, features]", found: plan.input)
    plan.outputMask = .own
    return NoSlots()
  }

  /// Writes the mask and zeroes masked steps.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    guard let mask = pass.outputMask else { return }
    let (input, output) = (pass.denseInput.flattened, pass.output.flattened)
    let flat = mask.reshaped([mask.count])
    pass.kernels.maskRows(of: input, differingFrom: configuration.maskValue, mask: flat)
    for row in 0..<input.rows {
      let target = output.slices(row..<(row + 1))
      if flat[0, row] != 0 { target.assign(input.slices(row..<(row + 1))) } else { target.fill(0) }
    }
  }

  /// Hands on the gradient of the steps that count.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient?.flattened, let mask = pass.forward.outputMask else {
      return
    }
    let (gradient, flat) = (pass.outputGradient.flattened, mask.reshaped([mask.count]))
    for row in 0..<target.rows {
      let slice = target.slices(row..<(row + 1))
      if flat[0, row] == 0 { slice.fill(0) } else { slice.assign(gradient.slices(row..<(row + 1))) }
    }
  }
}
