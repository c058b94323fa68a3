import CUnrollKernels

extension Kernels {
  /// Runs a recurrent cell over all steps of a shard.
  public func recurrentForward(_ kind: RecurrentKernelKind, _ arguments: RecurrentArguments) {
    arguments.requireForward(kind)
    var call = arguments.cArguments(kind)
    switch kind {
    case .simpleRNN: table.pointee.simple_rnn_forward(&call)
    case .lstm: table.pointee.lstm_forward(&call)
    case .gru: table.pointee.gru_forward(&call)
    }
  }

  /// Takes the gradients of a recurrent cell back through all steps of a shard.
  public func recurrentBackward(_ kind: RecurrentKernelKind, _ arguments: RecurrentArguments) {
    arguments.requireForward(kind)
    arguments.requireBackward(kind)
    var call = arguments.cArguments(kind)
    switch kind {
    case .simpleRNN: table.pointee.simple_rnn_backward(&call)
    case .lstm: table.pointee.lstm_backward(&call)
    case .gru: table.pointee.gru_backward(&call)
    }
  }
}

extension RecurrentArguments {
  fileprivate func requireForward(_ kind: RecurrentKernelKind) {
    let (state, sums) = (rows * units, rows * units * kind.gates)
    precondition(rows <= Int(UNROLL_MOST_ROWS), "a shard has at most \(UNROLL_MOST_ROWS) rows")
    precondition(range.lowerBound >= 0 && range.upperBound <= steps, "steps outside the sequence")
    let slots = keepsHistory ? steps : 1
    let stateSlots = keepsHistory ? steps + 1 : 1
    projected.requireContiguous(projected.count, "projected")
    precondition(projected.columns == kind.gates * units, "projected must have a column per gate")
    if let places {
      places.requireContiguous(steps * rows, "places")
    } else {
      precondition(
        projected.rows >= range.count * rows, "projected must have a row per step and row")
    }
    recurrentKernel.requireMatrix(units, kind.gates * units, "the recurrent kernel")
    recurrentKernel.requireContiguous(recurrentKernel.count, "the recurrent kernel")
    recurrentBias?.requireContiguous(units, "the recurrent bias")
    if let recurrentNoise {
      recurrentNoise.requireContiguous(recurrentNoise.count, "recurrent noise")
      precondition(
        recurrentNoise.count == state || recurrentNoise.count == kind.gates * state,
        "recurrent noise must be [1, B, U] or [G, B, U]")
    }
    mask?.requireContiguous(steps * rows, "the mask")
    hidden.requireContiguous(stateSlots * state, "hidden")
    gates.requireContiguous(slots * sums, "gates")
    scratch.requireContiguous(2 * (sums + state), "scratch")
    precondition(!kind.hasCell || cell != nil, "an LSTM needs a cell state")
    cell?.requireContiguous(stateSlots * state, "the cell state")
    precondition(!kind.hasExtra || extra != nil, "an LSTM or GRU needs extra")
    extra?.requireContiguous(slots * state, "extra")
    requireSequence(output, "the output")
  }

  fileprivate func requireBackward(_ kind: RecurrentKernelKind) {
    precondition(keepsHistory, "a backward pass needs the history of the forward pass")
    let (state, sums) = (rows * units, rows * units * kind.gates)
    guard let recurrentKernelTransposed, let hiddenGradient, let gateGradients else {
      preconditionFailure("a backward pass needs the transposed kernel and its gradients' views")
    }
    recurrentKernelTransposed.requireMatrix(kind.gates * units, units, "the transposed kernel")
    recurrentKernelTransposed.requireContiguous(
      recurrentKernelTransposed.count, "the transposed kernel")
    hiddenGradient.requireContiguous(state, "the gradient of hidden")
    gateGradients.requireContiguous(range.count * sums, "the gradients of the gates")
    precondition(!kind.hasCell || cellGradient != nil, "an LSTM needs the gradient of its cell")
    cellGradient?.requireContiguous(state, "the gradient of the cell")
    let needsRecurrent = kind == .gru && resetsAfter
    precondition(
      !needsRecurrent || recurrentGradients != nil,
      "a GRU that resets after needs the recurrent gradients")
    recurrentGradients?.requireContiguous(range.count * sums, "the recurrent gradients")
    requireSequence(outputGradient, "the output's gradient")
  }

  /// Stops the program unless the view is `[B, T, U]` or `[B, U]`.
  private func requireSequence(_ view: TensorRef<Float>?, _ what: String) {
    guard let view else { return }
    let shape = view.shape
    let hasSteps = shape.rank == 3 && shape[1] == steps
    precondition(
      shape[0] == rows && shape.columns == units && (hasSteps || shape.rank == 2),
      "\(what) must be [B, T, U] or [B, U]")
  }

  fileprivate func cArguments(_ kind: RecurrentKernelKind) -> unroll_recurrent {
    var call = unroll_recurrent()
    (call.steps, call.rows, call.units) = (steps, rows, units)
    (call.begin, call.end) = (range.lowerBound, range.upperBound)
    call.activation = activation.rawValue
    call.recurrent_activation = recurrentActivation.rawValue
    call.reset_after = resetsAfter ? 1 : 0
    call.projected = UnsafePointer(projected.address)
    call.places = UnsafePointer(places?.address)
    call.recurrent_kernel = UnsafePointer(recurrentKernel.address)
    call.recurrent_bias = UnsafePointer(recurrentBias?.address)
    call.recurrent_noise = UnsafePointer(recurrentNoise?.address)
    call.noises = recurrentNoise.map { rows * units == 0 ? 0 : $0.count / (rows * units) } ?? 0
    call.mask = UnsafePointer(mask?.address)
    call.zero_output_for_mask = zeroesMaskedOutput ? 1 : 0
    call.history = keepsHistory ? 1 : 0
    (call.hidden, call.cell) = (hidden.address, cell?.address)
    (call.gates, call.extra, call.scratch) = (gates.address, extra?.address, scratch.address)
    let place = layout(output)
    (call.output, call.output_row, call.output_step) = (place.start, place.row, place.step)
    let gradient = layout(outputGradient)
    call.return_sequences = outputGradient?.shape.rank == 3 ? 1 : 0
    call.output_gradient = UnsafePointer(gradient.start)
    (call.output_gradient_row, call.output_gradient_step) = (gradient.row, gradient.step)
    call.recurrent_kernel_transposed = UnsafePointer(recurrentKernelTransposed?.address)
    (call.hidden_gradient, call.cell_gradient) = (hiddenGradient?.address, cellGradient?.address)
    call.gate_gradients = gateGradients?.address
    call.recurrent_gradients = recurrentGradients?.address
    return call
  }

  /// Where step 0 of row 0 lies, and the distances between rows and between steps.
  private func layout(
    _ view: TensorRef<Float>?
  ) -> (start: UnsafeMutablePointer<Float>?, row: Int, step: Int) {
    guard let view, let start = view.address else { return (nil, 0, 0) }
    guard view.shape.rank == 3 else { return (start, view.stride, 0) }
    let row = steps * view.stride
    if reversesOutput { return (start + (steps - 1) * view.stride, row, -view.stride) }
    return (start, row, view.stride)
  }
}
