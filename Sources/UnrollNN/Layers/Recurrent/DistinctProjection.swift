import UnrollTensor

/// Projects each distinct row of a table once.
struct DistinctProjection: Sendable {
  private let parameters: RecurrentParameters
  private let goesBackwards: Bool
  private let table: BufferSlot<Float>
  private let ids, places, distinct, slots, count: BufferSlot<Int32>
  private let sums: BufferSlot<Float>?
  private let trainedTable: TableGradientBuffers?

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters
  ) {
    let steps = plan.input[0] * plan.input[1]
    let columns = Cell.kind.gates * options.units
    self.parameters = parameters
    goesBackwards = options.goBackwards
    // One row more than there can be distinct ones: that of the zero vector.
    table = plan.scratch([steps + 1, columns], batchAxis: nil, in: .forward)
    ids = plan.scratch([plan.input[1], plan.input[0]], batchAxis: 1, in: .forward)
    places = plan.saved([plan.input[1], plan.input[0]], batchAxis: 1)
    distinct = plan.saved([steps], batchAxis: nil)
    slots = plan.scratch([Kernels.distinctSlots(count: steps)], batchAxis: nil, in: .forward)
    count = plan.saved([1], batchAxis: nil)
    let trains = plan.mode == .training
    sums = trains ? plan.scratch([steps + 1, columns], batchAxis: nil, in: .backward) : nil
    trainedTable =
      trains && plan.needsInputGradient
      ? TableGradientBuffers(&plan, steps: steps, columns: columns) : nil
  }

  func forward(_ pass: ForwardPass, mask: TensorRef<UInt8>?) -> InputProjection.Projected {
    guard case .rows(let batchIDs, let source) = pass.input else {
      preconditionFailure("planned for rows")
    }
    let ids = pass[ids]
    batchIDs.copyTimeMajor(into: ids, reversed: goesBackwards)
    let (places, distinct) = (pass[places], pass[distinct])
    if let cache = pass.memory.projections?.cache(for: parameters, source, pass),
      cache.project(
        ids.flat, of: source, into: places.flat, distinct: distinct, slots: pass[slots],
        parameters, pass)
    {
      return (cache.table, places)
    }
    let number = Kernels.distinct(
      ids.reshaped([ids.count]), places: places.reshaped([ids.count]),
      distinct: distinct.columns(0..<ids.count), slots: pass[slots])
    pass[count][0, 0] = Int32(number)
    if let mask { places.markAbsent(mask) }
    let projected = pass[table].slices(0..<(number + 1))
    pass.kernels.multiply(
      source, pass[parameters.kernel], into: projected.slices(0..<number),
      rows: distinct.columns(0..<number))
    projected.slices(number..<(number + 1)).fill(0)
    parameters.addBias(to: projected, pass)
    return (projected, places)
  }

  func beginBackward(_ pass: BackwardPass) { sum(pass).fill(0) }

  /// Adds the gradients of a block of steps to the sums of their distinct rows.
  func backward(_ pass: BackwardPass, _ gradients: GateGradients) {
    let places = pass[places].slices(gradients.steps).flat.keeping(gradients.numbers)
    pass.kernels.scatterAdd(gradients.rows, places: places, into: sum(pass))
  }

  /// Adds the gradients of kernel and bias from the sums.
  func endBackward(_ pass: BackwardPass) {
    guard case .rows(_, let source) = pass.forward.input else {
      preconditionFailure("planned for rows")
    }
    let number = Int(pass[count][0, 0])
    parameters.addBiasGradient(sum(pass), pass)
    let (rows, sums) = (pass[distinct].columns(0..<number), sum(pass).slices(0..<number))
    pass.kernels.multiply(
      source, transposedA: true, sums, into: pass.gradient(of: parameters.kernel),
      accumulate: true, rows: rows)
    if let buffers = trainedTable, let target = pass.tableGradient {
      buffers.add(sums, rows: rows, kernel: parameters.kernel, target, pass)
    }
  }

  /// The sums of the distinct rows, and one for the row of zeros.
  private func sum(_ pass: BackwardPass) -> TensorRef<Float> {
    guard let sums else { preconditionFailure("planned for training") }
    return pass[sums].slices(0..<(Int(pass[count][0, 0]) + 1))
  }
}

/// What it takes to train the table itself: the gradients of its distinct rows.
private struct TableGradientBuffers: Sendable {
  let transposed, rows: BufferSlot<Float>

  init(_ plan: inout LayerPlan, steps: Int, columns: Int) {
    transposed = plan.scratch([columns, plan.input[2]], batchAxis: nil, in: .backward)
    rows = plan.scratch([steps, plan.input[2]], batchAxis: nil, in: .backward)
  }

  func add(
    _ sums: TensorRef<Float>, rows ids: TensorRef<Int32>, kernel: ParameterSlot,
    _ target: TensorRef<Float>, _ pass: BackwardPass
  ) {
    let (transposed, gradients) = (pass[transposed], pass[rows].slices(0..<sums.rows))
    pass.kernels.transpose(pass[kernel], into: transposed)
    pass.kernels.multiply(sums, transposed, into: gradients)
    pass.kernels.scatterAdd(gradients, places: ids, into: target)
  }
}
