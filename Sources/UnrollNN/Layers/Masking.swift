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
    plan.readsScattered = true
    return NoSlots()
  }

  /// Writes the mask and zeroes masked steps.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    guard let mask = pass.outputMask else { return }
    let (time, rows) = (mask.columns, pass.denseRows)
    for sample in 0..<mask.rows {
      let start = rows.starts.map { Int($0[0, sample]) } ?? sample * time
      let steps = mask.slices(sample..<(sample + 1)).flat
      let input = rows.table.slices(start..<(start + time))
      pass.kernels.maskRows(of: input, differingFrom: configuration.maskValue, mask: steps)
      pass.output.slices(sample..<(sample + 1)).flattened.assign(input, where: steps)
    }
  }

  /// Hands on the gradient of the steps that count.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient, let mask = pass.forward.outputMask else { return }
    target.flattened.assign(pass.outputGradient.flattened, where: mask.flat)
  }
}

extension TensorRef where Scalar == Float {
  /// Copies the rows of a matrix where a mask is not 0, and sets the others to zero.
  fileprivate func assign(_ other: TensorRef, where mask: TensorRef<UInt8>) {
    var start = 0
    while start < rows {
      let counts = mask[0, start] != 0
      var end = start + 1
      while end < rows, (mask[0, end] != 0) == counts { end += 1 }
      let target = slices(start..<end)
      if counts { target.assign(other.slices(start..<end)) } else { target.fill(0) }
      start = end
    }
  }
}
