import UnrollTensor

/// eˣ, divided by its sum along an axis.
///
/// - Input: any shape `[batch, …]` without a mask. Output: the same shape. Parameters: none.
/// - Keras: `Softmax`. Several axes must be neighbours.
public struct Softmax: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The axes over which the outputs sum to one.
    public var axis = Axes(-1)
    /// The options at their defaults.
    public static let template = Configuration()
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let lanes: Lanes
    let rows, gradient, logits: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "Softmax"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the layer for an axis.
  public init(axis: Int = -1) { self.init(.init(axis: Axes(axis))) }
  /// Creates the layer for several axes.
  public init(axes: [Int]) { self.init(.init(axis: Axes(axes))) }

  /// The output has the shape of the input.
  ///
  /// - Throws: `UnrollError` if there is no such axis, or if the input has a mask.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    guard !plan.hasMask else {
      throw UnrollError(
        .unsupported, "Softmax does not take a masked sequence, nor does Keras's",
        hint: "use Activation(\"softmax\"), which looks at no mask")
    }
    let axes = try configuration.axis.range(in: plan.input, Self.className)
    let lanes = Lanes(plan.input, axes)
    let trains = plan.mode == .training
    // A loss takes the values before the last softmax, whatever its axis, as Keras's do.
    let logits = plan.isLast && axes.count == 1 ? plan.keepLogits(of: .softmax) : nil
    return Slots(
      lanes: lanes, rows: lanes.isLast ? nil : plan.saved(plan.output),
      gradient: lanes.isLast || !trains ? nil : plan.scratch(plan.output, in: .backward),
      logits: logits)
  }

  /// Applies the function along the axis.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    if let logits = slots.logits { pass[logits].assign(pass.denseInput) }
    let buffer = slots.rows.map { pass[$0] }
    if buffer == nil { pass.output.assign(pass.denseInput) }
    let source = buffer == nil ? pass.output : pass.denseInput
    let rows = slots.lanes.matrix(source, buffer, pass.kernels)
    pass.kernels.activate(.softmax, rows)
    slots.lanes.bringBack(rows, to: pass.output, pass.kernels)
  }

  /// Takes the gradient back through the function.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let target = pass.inputGradient else { return }
    if pass.isLogitsGradient {
      target.assign(pass.outputGradient)
      return
    }
    let buffer = slots.gradient.map { pass[$0] }
    if buffer == nil { target.assign(pass.outputGradient) }
    let source = buffer == nil ? target : pass.outputGradient
    let gradient = slots.lanes.matrix(source, buffer, pass.kernels)
    let rows = slots.lanes.target(pass.forward.output, slots.rows.map { pass[$0] })
    pass.kernels.activateGradient(.softmax, kept: rows, gradient: gradient)
    slots.lanes.bringBack(gradient, to: target, pass.kernels)
  }
}
