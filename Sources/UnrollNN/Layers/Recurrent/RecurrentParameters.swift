import UnrollTensor

/// The weights of a recurrent cell, in Keras's order.
struct RecurrentParameters: Sendable {
  let kernel: ParameterSlot
  let recurrentKernel: ParameterSlot
  let bias: ParameterSlot?

  init<Cell>(_ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>) {
    let (features, units) = (plan.input[2], options.units)
    let columns = Cell.kind.gates * units
    kernel = plan.parameter(
      "kernel", [features, columns], options.kernelInitializer,
      regularizer: options.kernelRegularizer, constraint: options.kernelConstraint)
    recurrentKernel = plan.parameter(
      "recurrent_kernel", [units, columns], options.recurrentInitializer,
      regularizer: options.recurrentRegularizer, constraint: options.recurrentConstraint)
    guard options.useBias else {
      bias = nil
      return
    }
    let forget = options.unitForgetBias ?? false
    bias = plan.parameter(
      "bias", options.resetAfter ?? false ? [2, columns] : [columns],
      forget ? .unitForget(bias: options.biasInitializer) : options.biasInitializer,
      regularizer: options.biasRegularizer, constraint: options.biasConstraint)
  }

  /// The bias that is added to x·K: the first row, if the recurrent product has one of its own.
  static func input(_ bias: TensorRef<Float>) -> TensorRef<Float> {
    bias.shape.rank == 2 ? bias.slices(0..<1).reshaped([bias.columns]) : bias
  }

  /// The bias that is added to h·R; GRU with `resetAfter` only.
  static func recurrent(_ bias: TensorRef<Float>) -> TensorRef<Float>? {
    bias.shape.rank == 2 ? bias.slices(1..<2).reshaped([bias.columns]) : nil
  }

  /// The part of the recurrent bias that acts under the reset gate, and can be added only there.
  static func candidate(_ bias: TensorRef<Float>) -> TensorRef<Float>? {
    recurrent(bias).map { $0.columns((2 * $0.count / 3)..<$0.count) }
  }

  /// Adds to projected rows all of the bias that needs no state.
  func addBias(to projected: TensorRef<Float>, _ pass: ForwardPass) {
    guard let bias else { return }
    pass.kernels.addRow(Self.input(pass[bias]), to: projected)
    guard let recurrent = Self.recurrent(pass[bias]) else { return }
    let gates = 0..<(2 * recurrent.count / 3)
    pass.kernels.addRow(recurrent.columns(gates), to: projected.columns(gates))
  }

  /// Adds the gradient of ``input(_:)`` from those of projected rows.
  func addBiasGradient(_ gradients: TensorRef<Float>, _ pass: BackwardPass) {
    guard let bias else { return }
    pass.kernels.sumRows(gradients, into: Self.input(pass.gradient(of: bias)))
  }
}
