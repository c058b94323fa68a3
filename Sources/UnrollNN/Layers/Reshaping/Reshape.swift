import UnrollTensor

/// Gives the numbers of each sample another shape.
///
/// - Input `[batch, …]`; output `[batch, targetShape…]`. Parameters: none. The mask ends here.
/// - Keras: `Reshape`. One size may be −1: what is left for it.
public struct Reshape: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The sizes of the axes after the batch.
    public var targetShape: [Int]
    /// The options, the shape missing.
    public static let template = Configuration(targetShape: [-2])

    /// Checks the sizes.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(
        targetShape.allSatisfy { $0 >= -1 } && targetShape.filter { $0 == -1 }.count <= 1,
        "target_shape holds sizes, at most one of them -1", found: targetShape)
      try require(
        targetShape.count < Shape.maximumRank,
        "target_shape holds at most \(Shape.maximumRank - 1) sizes", found: targetShape)
    }
  }

  /// Keras's name of the class.
  public static let className = "Reshape"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for a shape.
  public init(_ targetShape: Int...) { self.init(.init(targetShape: targetShape)) }

  /// The output has the new shape.
  ///
  /// - Throws: `UnrollError` if the numbers of a sample do not fill it.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    let count = plan.input.droppingFirst().count
    var known = 1
    for size in configuration.targetShape where size != -1 {
      let (product, overflows) = known.multipliedReportingOverflow(by: size)
      try require(!overflows, "target_shape is too large", found: configuration.targetShape)
      known = product
    }
    let isOpen = configuration.targetShape.contains(-1)
    guard isOpen ? known > 0 && count % known == 0 : count == known else {
      throw UnrollError(
        .shapeMismatch, "Reshape keeps the number of elements of a sample",
        expected: "\(count) elements, of \(plan.input.droppingFirst())",
        found: "target_shape \(configuration.targetShape)")
    }
    let sizes = configuration.targetShape.map { $0 == -1 ? count / known : $0 }
    plan.output = Shape([plan.batch] + sizes)
    plan.outputMask = .none
    plan.reuse = .view
    return NoSlots()
  }

  /// Copies the input, where it is not the output already.
  public func forward(_: NoSlots, _ pass: ForwardPass) {
    pass.output.assign(pass.denseInput.reshaped(pass.output.shape))
  }

  /// Copies the gradient likewise.
  public func backward(_: NoSlots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    target.assign(pass.outputGradient.reshaped(target.shape))
  }
}
