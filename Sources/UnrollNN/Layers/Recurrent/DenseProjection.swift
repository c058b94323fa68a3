import UnrollTensor

/// Projects all rows of a dense input `[batch, time, features]` in one product.
///
/// The cell wants its steps one after another, the input has its rows one after another: the
/// product reads the input's rows in the order of the steps instead of copying them.
struct DenseProjection: Sendable {
  private let parameters: RecurrentParameters
  private let goesBackwards: Bool
  private let table: BufferSlot<Float>
  private let order: BufferSlot<Int32>
  private let transposed: BufferSlot<Float>?
  private let inverse: BufferSlot<Int32>?

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters
  ) {
    let (batch, time, features) = (plan.input[0], plan.input[1], plan.input[2])
    let columns = Cell.kind.gates * options.units
    let needsGradient = plan.mode == .training && plan.needsInputGradient
    self.parameters = parameters
    goesBackwards = options.goBackwards
    table = plan.scratch([time, batch, columns], batchAxis: 1, in: .forward)
    order = plan.saved([time, batch], batchAxis: 1)
    transposed =
      needsGradient ? plan.scratch([columns, features], batchAxis: nil, in: .backward) : nil
    inverse = needsGradient ? plan.scratch([batch, time], in: .backward) : nil
  }

  func forward(_ pass: ForwardPass) -> TensorRef<Float> {
    let (input, order) = (pass.denseInput, pass[order])
    let projected = pass[table].reshaped([order.count, pass[table].columns])
    order.numberTimeMajor(reversed: goesBackwards)
    pass.kernels.multiply(
      input.reshaped([input.rows, input.columns]), pass[parameters.kernel], into: projected,
      rows: order.reshaped([order.count]))
    if let bias = parameters.bias {
      pass.kernels.addRow(RecurrentParameters.input(pass[bias]), to: projected)
    }
    return projected
  }

  func backward(_ pass: BackwardPass, _ gradients: TensorRef<Float>) {
    let (input, order) = (pass.forward.denseInput, pass[order])
    if let bias = parameters.bias {
      pass.kernels.sumRows(gradients, into: RecurrentParameters.input(pass.gradient(of: bias)))
    }
    pass.kernels.multiply(
      input.reshaped([input.rows, input.columns]), transposedA: true, gradients,
      into: pass.gradient(of: parameters.kernel), accumulate: true,
      rows: order.reshaped([order.count]))
    guard let target = pass.inputGradient, let transposed, let inverse else { return }
    pass.kernels.transpose(pass[parameters.kernel], into: pass[transposed])
    pass[inverse].invert(order)
    pass.kernels.multiply(
      gradients, pass[transposed], into: target.reshaped([target.rows, target.columns]),
      rows: pass[inverse].reshaped([order.count]))
  }
}
