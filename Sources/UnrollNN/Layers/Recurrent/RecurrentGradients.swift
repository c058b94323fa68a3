import UnrollTensor

/// What the backward pass of a recurrent layer needs beside the history of the forward pass.
struct RecurrentGradients: Sendable {
  private let parameters: RecurrentParameters
  private let returnsSequences: Bool
  private let transposed, hidden, gates: BufferSlot<Float>
  private let cell, recurrent: BufferSlot<Float>?
  /// The states under dropout, one pattern after another.
  private let dropped: BufferSlot<Float>?
  /// The steps that count, if there is a mask.
  private let counted: CountedSteps?

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters, blockSteps: Int
  ) {
    let (batch, units) = (plan.input[0], options.units)
    let columns = Cell.kind.gates * units
    self.parameters = parameters
    returnsSequences = options.returnSequences
    transposed = plan.scratch([columns, units], batchAxis: nil, in: .backward)
    hidden = plan.scratch([batch, units], in: .backward)
    gates = plan.scratch([blockSteps, batch, columns], batchAxis: 1, in: .backward)
    cell = Cell.kind.hasCell ? plan.scratch([batch, units], in: .backward) : nil
    recurrent =
      options.resetAfter ?? false
      ? plan.scratch([blockSteps, batch, columns], batchAxis: 1, in: .backward) : nil
    dropped =
      options.dropsStates
      ? plan.scratch([blockSteps, batch, units], batchAxis: 1, in: .backward) : nil
    counted = plan.hasMask ? CountedSteps(&plan, blockSteps: blockSteps) : nil
  }

  /// Adds the views of the backward pass to the arguments of the kernel.
  func prepare(_ arguments: inout RecurrentArguments, _ pass: BackwardPass) {
    let transposed = pass[transposed]
    pass.kernels.transpose(arguments.recurrentKernel, into: transposed)
    arguments.outputGradient = pass.outputGradient
    arguments.recurrentKernelTransposed = transposed
    arguments.hiddenGradient = pass[hidden]
    arguments.cellGradient = cell.map { pass[$0] }
  }

  /// Turns the arguments to a block of steps.
  func select(_ steps: Range<Int>, _ arguments: inout RecurrentArguments, _ pass: BackwardPass) {
    arguments.range = steps
    arguments.gateGradients = pass[gates].slices(0..<steps.count)
    arguments.recurrentGradients = recurrent.map { pass[$0].slices(0..<steps.count) }
  }

  /// Adds the gradients of the recurrent kernel and its bias: products over a block of steps.
  ///
  /// - Returns: the gradients of the gates, one row for each step that counts.
  func addRecurrentGradients(
    _ arguments: RecurrentArguments, _ kind: RecurrentKernelKind, _ pass: BackwardPass
  ) -> GateGradients {
    guard let all = arguments.gateGradients else {
      preconditionFailure("a block of steps was selected")
    }
    let mask = arguments.mask?.slices(arguments.range)
    let numbers = mask.flatMap { counted?.find($0, pass) }
    let gates = all.keeping(numbers, pass.kernels)
    let states = States(all: arguments.hidden.slices(arguments.range).flattened, numbers: numbers)
    if let recurrent = arguments.recurrentGradients?.keeping(numbers, pass.kernels) {
      addProducts(states, recurrent, 0..<kind.gates, arguments, pass)
      if let bias = parameters.bias.flatMap({ RecurrentParameters.recurrent(pass.gradient(of: $0)) }
      ) {
        pass.kernels.sumRows(recurrent, into: bias)
      }
    } else if kind == .gru, let extra = arguments.extra?.slices(arguments.range).flattened {
      addProducts(states, gates, 0..<2, arguments, pass)
      // The candidate saw r * h, noise included, instead of h.
      addProduct(States(all: extra, numbers: numbers), gates, 2..<3, arguments, pass)
    } else {
      addProducts(states, gates, 0..<kind.gates, arguments, pass)
    }
    return GateGradients(rows: gates, numbers: numbers, steps: arguments.range, all: all.flattened)
  }

  /// What the recurrent kernel was multiplied by in a block of steps.
  private struct States {
    let all: TensorRef<Float>
    /// The rows of the steps that count; nil if all do.
    let numbers: TensorRef<Int32>?
  }

  /// Adds statesᵀ · gradients for a range of gates, each under its own pattern of dropout.
  private func addProducts(
    _ states: States, _ gradients: TensorRef<Float>, _ gates: Range<Int>,
    _ arguments: RecurrentArguments, _ pass: BackwardPass
  ) {
    guard let noise = arguments.recurrentNoise, let slot = dropped else {
      addProduct(states, gradients, gates, arguments, pass)
      return
    }
    let all = states.all
    let dropped = pass[slot].flattened.slices(0..<all.rows)
    for gate in gates {
      let pattern = noise.slices(noise.shape[0] == 1 ? 0..<1 : gate..<(gate + 1)).flattened
      for start in stride(from: 0, to: all.rows, by: arguments.rows) {
        let range = start..<(start + arguments.rows)
        pass.kernels.multiplyElements(all.slices(range), pattern, into: dropped.slices(range))
      }
      let states = States(all: dropped, numbers: states.numbers)
      addProduct(states, gradients, gate..<(gate + 1), arguments, pass)
    }
  }

  private func addProduct(
    _ states: States, _ gradients: TensorRef<Float>, _ gates: Range<Int>,
    _ arguments: RecurrentArguments, _ pass: BackwardPass
  ) {
    let columns = (gates.lowerBound * arguments.units)..<(gates.upperBound * arguments.units)
    pass.kernels.multiply(
      states.all, transposedA: true, gradients.columns(columns),
      into: pass.gradient(of: parameters.recurrentKernel).columns(columns), accumulate: true,
      rows: states.numbers)
  }
}

/// The gradients of the gates of a block of steps.
struct GateGradients {
  /// One row for each step that counts.
  let rows: TensorRef<Float>
  /// The numbers `step * B + row` of those steps in the block; nil if all count.
  let numbers: TensorRef<Int32>?
  /// The steps of the block.
  let steps: Range<Int>
  /// The memory of the whole block, of which ``rows`` is the beginning.
  let all: TensorRef<Float>
}
