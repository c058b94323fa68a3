import UnrollTensor

/// The product of a sequence with the input kernel, for all steps at once.
///
/// - Rows of a table: each *distinct* row of the shard is projected once, and the cell looks its
///   steps up by number; a text of 400 words holds far fewer different ones. Going back, the
///   gradients of equal rows are summed before one small product.
/// - Dense input: one product for all steps and rows.
/// - With dropout on the inputs every row of the batch has inputs of its own
///   (``NoisyInputProjection``).
enum InputProjection: Sendable {
  case distinct(DistinctProjection)
  case dense(DenseProjection)
  case noisy(NoisyInputProjection)

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters
  ) {
    if plan.mode == .training && options.dropsInputs {
      self = .noisy(.init(&plan, options, parameters))
    } else if plan.isRows {
      self = .distinct(.init(&plan, options, parameters))
    } else {
      self = .dense(.init(&plan, options, parameters))
    }
  }

  /// Projects the input of a pass.
  ///
  /// - Returns: the projected rows `[P, G·U]` and the row of each step, `[T, B]` (nil: in order).
  func forward(_ pass: ForwardPass) -> (table: TensorRef<Float>, places: TensorRef<Int32>?) {
    switch self {
    case .distinct(let projection): projection.forward(pass)
    case .dense(let projection): (projection.forward(pass), nil)
    case .noisy(let projection): (projection.forward(pass), nil)
    }
  }

  /// Adds the gradients of kernel and bias, and writes that of the input if it is wanted.
  func backward(_ pass: BackwardPass, gateGradients: TensorRef<Float>) {
    let rows = gateGradients.reshaped([gateGradients.rows, gateGradients.columns])
    switch self {
    case .distinct(let projection): projection.backward(pass, rows)
    case .dense(let projection): projection.backward(pass, rows)
    case .noisy(let projection): projection.backward(pass, rows)
    }
  }
}

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

  func forward(_ pass: ForwardPass) -> (table: TensorRef<Float>, places: TensorRef<Int32>?) {
    guard case .rows(let batchIDs, let source) = pass.input else {
      preconditionFailure("planned for rows")
    }
    let ids = pass[ids]
    batchIDs.copyTimeMajor(into: ids, reversed: goesBackwards)
    let (places, distinct) = (pass[places], pass[distinct])
    if let table = lookUp(ids, source, pass) { return (table, places) }
    let number = Kernels.distinct(
      ids.reshaped([ids.count]), places: places.reshaped([ids.count]),
      distinct: distinct.columns(0..<ids.count), slots: pass[slots])
    pass[count][0, 0] = Int32(number)
    let projected = pass[table].slices(0..<(number + 1))
    pass.kernels.multiply(
      source, pass[parameters.kernel], into: projected.slices(0..<number),
      rows: distinct.columns(0..<number))
    projected.slices(number..<(number + 1)).fill(0)
    if let bias = parameters.bias {
      pass.kernels.addRow(RecurrentParameters.input(pass[bias]), to: projected)
    }
    return (projected, places)
  }

  /// Finds the projected rows in the cache of a predictor, and adds those that it lacks.
  ///
  /// - Returns: the cache's rows, to which `places` point; nil if there is no cache, or it is full.
  private func lookUp(
    _ ids: TensorRef<Int32>, _ source: TensorRef<Float>, _ pass: ForwardPass
  ) -> TensorRef<Float>? {
    guard let caches = pass.memory.projections else { return nil }
    let (kernel, bias) = (
      pass[parameters.kernel], parameters.bias.map { RecurrentParameters.input(pass[$0]) }
    )
    let cache = caches.cache(for: parameters.kernel) {
      ProjectionCache(
        tableRows: source.rows, kernel: kernel, bias: bias, pass.kernels,
        largestBytes: caches.largestBytes)
    }
    let places = pass[places].flat
    if cache.find(ids.flat, into: places) { return cache.table }
    let distinct = pass[distinct].columns(0..<ids.count)
    let number = Kernels.distinct(
      ids.flat, places: places, distinct: distinct, slots: pass[slots])
    let found = distinct.columns(0..<number)
    let numbers = pass[slots].columns(0..<(number + 1))
    guard let rows = cache.reserve(found, into: numbers) else { return nil }
    let (new, target) = (found.columns(0..<rows.count), cache.table.slices(rows))
    pass.kernels.multiply(source, kernel, into: target, rows: new)
    if let bias { pass.kernels.addRow(bias, to: target) }
    cache.publish(rows, for: new)
    for index in 0..<places.count { places[0, index] = numbers[0, Int(places[0, index])] }
    return cache.table
  }

  func backward(_ pass: BackwardPass, _ gradients: TensorRef<Float>) {
    guard case .rows(_, let source) = pass.forward.input, let sums else {
      preconditionFailure("planned for rows and training")
    }
    let number = Int(pass[count][0, 0])
    let sum = pass[sums].slices(0..<(number + 1))
    sum.fill(0)
    pass.kernels.scatterAdd(
      gradients, places: pass[places].reshaped([gradients.rows]), into: sum)
    if let bias = parameters.bias {
      pass.kernels.sumRows(sum, into: RecurrentParameters.input(pass.gradient(of: bias)))
    }
    let rows = pass[distinct].columns(0..<number)
    pass.kernels.multiply(
      source, transposedA: true, sum.slices(0..<number),
      into: pass.gradient(of: parameters.kernel), accumulate: true, rows: rows)
    if let buffers = trainedTable, let target = pass.tableGradient {
      buffers.add(sum.slices(0..<number), rows: rows, kernel: parameters.kernel, target, pass)
    }
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
