import UnrollTensor

/// A convolution over time: act(Σ x[t + k]·K[k] + b).
///
/// - Input `[batch, time, F]`; output `[batch, windows, filters]`. The mask ends here.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `kernel` | `[size, F / groups, filters]` | `kernel` |
/// | `bias` | `[filters]` | `bias` |
///
/// - Keras: `Conv1D`.
public struct Conv1D: Layer {
  /// The handles of the layer.
  public struct Slots: Sendable {
    let kernel: ParameterSlot
    let bias: ParameterSlot?
    let output: OutputActivation
    let windows: WindowColumns
    let parts: [ConvolutionPart]
    let gradient, transposed, windowGradient: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "Conv1D"
  /// The options.
  public let configuration: Conv1DConfiguration

  /// Creates the layer from its options.
  public init(_ configuration: Conv1DConfiguration) { self.configuration = configuration }

  /// Creates the layer; further options are properties of its configuration.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: WindowPadding = .valid,
    dilationRate: Int = 1, groups: Int = 1, activation: ActivationFunction = .linear,
    useBias: Bool = true
  ) {
    var options = Conv1DConfiguration(filters: filters, kernelSize: Extent(kernelSize))
    (options.strides, options.dilationRate) = (Extent(strides), Extent(dilationRate))
    (options.padding, options.groups) = (padding, groups)
    (options.activation, options.useBias) = (activation, useBias)
    self.init(options)
  }

  /// Declares kernel and bias.
  ///
  /// - Throws: `UnrollError` if the input is no sequence, too short, or cannot be cut into groups.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try plan.requireSequence(Self.className)
    let (features, filters) = (plan.input[2], configuration.filters)
    guard features % configuration.groups == 0 else {
      throw UnrollError(
        .shapeMismatch, "the features cannot be shared by the groups",
        expected: "a multiple of \(configuration.groups) features", found: "\(features)")
    }
    let windows = try configuration.windows(steps: plan.input[1])
    let shape: Shape = [windows.size, features / configuration.groups, filters]
    let kernel = plan.parameter(
      "kernel", shape, configuration.kernelInitializer,
      regularizer: configuration.kernelRegularizer, constraint: configuration.kernelConstraint)
    let bias =
      configuration.useBias
      ? plan.parameter(
        "bias", [filters], configuration.biasInitializer,
        regularizer: configuration.biasRegularizer, constraint: configuration.biasConstraint)
      : nil
    let columns = WindowColumns(&plan, windows)
    plan.output = [plan.batch, windows.count, filters]
    plan.outputMask = .none
    let trains = plan.mode == .training
    let handsOn = trains && plan.needsInputGradient
    return Slots(
      kernel: kernel, bias: bias, output: OutputActivation(&plan, configuration.activation),
      windows: columns,
      parts: ConvolutionPart.all(
        size: windows.size, features: features, filters: filters, groups: configuration.groups),
      gradient: trains ? plan.scratch(plan.output, in: .backward) : nil,
      transposed: handsOn
        ? plan.scratch([filters, shape.rows], batchAxis: nil, in: .backward) : nil,
      windowGradient: handsOn
        ? plan.scratch(columns.blockShape, batchAxis: nil, in: .backward) : nil)
  }

  /// Computes act(Σ x·K + b).
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let (output, kernel) = (pass.output.flattened, pass[slots.kernel].flattened)
    for block in slots.windows.blocks(pass) {
      let (rows, target) = (slots.windows.rows(block, pass), output.slices(block))
      for part in slots.parts {
        pass.kernels.multiply(
          rows.columns(part.inputs), kernel.slices(part.kernelRows).columns(part.filters),
          into: target.columns(part.filters), accumulate: part.addsToOthers)
      }
    }
    if let bias = slots.bias { pass.kernels.addRow(pass[bias], to: output) }
    slots.output.forward(pass)
  }

  /// Adds the gradients of kernel and bias; hands that of the input on.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let slot = slots.gradient else {
      preconditionFailure("only a plan for training runs backward")
    }
    pass[slot].assign(pass.outputGradient)
    slots.output.backward(pass, gradient: pass[slot])
    let gradient = pass[slot].flattened
    if let bias = slots.bias { pass.kernels.sumRows(gradient, into: pass.gradient(of: bias)) }
    if let transposed = slots.transposed {
      pass.kernels.transpose(pass[slots.kernel].flattened, into: pass[transposed])
    }
    pass.inputGradient?.fill(0)
    for block in slots.windows.blocks(pass.forward) {
      addKernelGradient(slots, gradient.slices(block), block, pass)
      addInputGradient(slots, gradient.slices(block), block, pass)
    }
  }

  private func addKernelGradient(
    _ slots: Slots, _ gradient: TensorRef<Float>, _ block: Range<Int>, _ pass: BackwardPass
  ) {
    let rows = slots.windows.rows(block, pass.forward)
    let target = pass.gradient(of: slots.kernel).flattened
    for part in slots.parts {
      pass.kernels.multiply(
        rows.columns(part.inputs), transposedA: true, gradient.columns(part.filters),
        into: target.slices(part.kernelRows).columns(part.filters), accumulate: true)
    }
  }

  private func addInputGradient(
    _ slots: Slots, _ gradient: TensorRef<Float>, _ block: Range<Int>, _ pass: BackwardPass
  ) {
    guard let target = pass.inputGradient, let transposed = slots.transposed,
      let slot = slots.windowGradient
    else { return }
    let rows = pass[slot].slices(0..<block.count)
    for part in slots.parts {
      pass.kernels.multiply(
        gradient.columns(part.filters),
        pass[transposed].slices(part.filters).columns(part.kernelRows),
        into: rows.columns(part.inputs))
    }
    slots.windows.scatter(rows, block, into: target, pass.forward)
  }
}
