import UnrollTensor

/// A fully connected layer over the last axis: act(x·K + b).
///
/// - Input `[batch, …, F]`; output `[batch, …, U]`.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `kernel` | `[F, U]` | `kernel` |
/// | `bias` | `[U]` | `bias` |
///
/// - Keras: `Dense`.
public struct Dense: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The number of units **U**: the size of the output's last axis.
    public var units: Int
    /// The activation of the output.
    public var activation = ActivationFunction.linear
    /// Whether a bias is added.
    public var useBias = true
    /// How the kernel starts.
    public var kernelInitializer = Initializer.glorotUniform
    /// How the bias starts.
    public var biasInitializer = Initializer.zeros
    /// The penalty on the kernel.
    public var kernelRegularizer: Regularizer?
    /// The penalty on the bias.
    public var biasRegularizer: Regularizer?
    /// What the kernel is made to obey.
    public var kernelConstraint: Constraint?
    /// What the bias is made to obey.
    public var biasConstraint: Constraint?

    /// The options at their defaults, the number of units missing.
    public static let template = Configuration(units: 0)

    /// Checks the number of units.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(units > 0, "units must be positive", found: units)
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let kernel: ParameterSlot
    let bias: ParameterSlot?
    let output: OutputActivation
    let gradient, transposed: BufferSlot<Float>?
  }

  /// Keras's name of the class.
  public static let className = "Dense"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Creates the layer; further options are properties of its configuration.
  public init(_ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true) {
    self.init(.init(units: units, activation: activation, useBias: useBias))
  }

  /// Declares kernel and bias.
  ///
  /// - Throws: `UnrollError` if the input has no axis beside the batch.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try require(plan.input.rank >= 2, "Dense reads [batch, …, features]", found: plan.input)
    let (features, units) = (plan.input.columns, configuration.units)
    let kernel = plan.parameter(
      "kernel", [features, units], configuration.kernelInitializer,
      regularizer: configuration.kernelRegularizer, constraint: configuration.kernelConstraint)
    let bias =
      configuration.useBias
      ? plan.parameter(
        "bias", [units], configuration.biasInitializer,
        regularizer: configuration.biasRegularizer, constraint: configuration.biasConstraint)
      : nil
    plan.output = plan.input.withLast(units)
    let trains = plan.mode == .training
    return Slots(
      kernel: kernel, bias: bias, output: OutputActivation(&plan, configuration.activation),
      gradient: trains ? plan.scratch(plan.output, in: .backward) : nil,
      transposed: trains && plan.needsInputGradient
        ? plan.scratch([units, features], batchAxis: nil, in: .backward) : nil)
  }

  /// Computes act(x·K + b).
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    let output = pass.output.flattened
    pass.kernels.multiply(pass.denseInput.flattened, pass[slots.kernel], into: output)
    if let bias = slots.bias { pass.kernels.addRow(pass[bias], to: output) }
    slots.output.forward(pass)
  }

  /// Adds xᵀ·g and the column sums of g; hands g·Kᵀ on.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    guard let slot = slots.gradient else {
      preconditionFailure("only a plan for training runs backward")
    }
    let gradient = pass[slot]
    gradient.assign(pass.outputGradient)
    slots.output.backward(pass, gradient: gradient)
    let rows = gradient.flattened
    pass.kernels.multiply(
      pass.forward.denseInput.flattened, transposedA: true, rows,
      into: pass.gradient(of: slots.kernel), accumulate: true)
    if let bias = slots.bias { pass.kernels.sumRows(rows, into: pass.gradient(of: bias)) }
    guard let target = pass.inputGradient, let transposed = slots.transposed else { return }
    pass.kernels.transpose(pass[slots.kernel], into: pass[transposed])
    pass.kernels.multiply(rows, pass[transposed], into: target.flattened)
  }
}
