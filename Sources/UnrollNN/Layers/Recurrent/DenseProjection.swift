import UnrollTensor

/// Projects a dense input `[batch, time, features]`, some steps at a time.
///
/// The cell wants its steps one after another, the input has its rows one after another: the
/// product reads the input's rows in the order of the steps instead of copying them. Rows of zeros,
/// as padding leaves them, are projected to the bias alone; masked rows are not even read.
struct DenseProjection: Sendable {
  private let parameters: RecurrentParameters
  private let goesBackwards: Bool
  private let table: BufferSlot<Float>
  /// For each block of steps, at its place: the rows of the input that are not zero.
  private let rows: BufferSlot<Int32>
  /// The number of those rows of each block.
  private let counts: BufferSlot<Int32>
  /// For each step and row its projected row; the one after the last stands for zeros.
  private let places: BufferSlot<Int32>
  private let blocks: StepBlocks
  private let inputGradient: InputGradient?

  /// What it takes to hand a gradient on.
  private struct InputGradient: Sendable {
    let transposed, products: BufferSlot<Float>
  }

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters, _ blocks: StepBlocks
  ) {
    let (batch, time, features) = (plan.input[0], plan.input[1], plan.input[2])
    let columns = Cell.kind.gates * options.units
    self.parameters = parameters
    goesBackwards = options.goBackwards
    self.blocks = blocks
    table = plan.scratch([blocks.size * batch + 1, columns], batchAxis: nil, in: .forward)
    rows = plan.saved([time, batch], batchAxis: 1)
    counts = plan.saved([blocks.blocks], batchAxis: nil)
    places = plan.saved([time, batch], batchAxis: 1)
    guard plan.mode == .training && plan.needsInputGradient else {
      inputGradient = nil
      return
    }
    inputGradient = InputGradient(
      transposed: plan.scratch([columns, features], batchAxis: nil, in: .backward),
      products: plan.scratch([blocks.size * batch, features], batchAxis: nil, in: .backward))
  }

  func beginForward(_ pass: ForwardPass, mask: TensorRef<UInt8>?) {
    pass[rows].numberTimeMajor(reversed: goesBackwards, starts: pass.denseRows.starts)
    if let mask { pass[rows].markAbsent(mask) }
  }

  /// The projected rows of a block of steps.
  func forward(_ pass: ForwardPass, steps: Range<Int>) -> InputProjection.Projected {
    let rows = findRows(pass, steps)
    let projected = pass[table].slices(0..<(rows.count + 1))
    pass.kernels.multiply(
      pass.denseRows.table, pass[parameters.kernel], into: projected.slices(0..<rows.count),
      rows: rows)
    projected.slices(rows.count..<(rows.count + 1)).fill(0)
    parameters.addBias(to: projected, pass)
    return (projected, pass[places])
  }

  /// Finds the rows of a block that are not zero, which brings them into the cache.
  private func findRows(_ pass: ForwardPass, _ steps: Range<Int>) -> TensorRef<Int32> {
    let block = pass[rows].slices(steps)
    let count = pass.kernels.findRows(
      notZeroIn: pass.denseRows.table, among: block.reshaped([block.count]),
      places: pass[places].slices(steps))
    pass[counts][0, steps.lowerBound / blocks.size] = Int32(count)
    return block.reshaped([block.count]).columns(0..<count)
  }

  func beginBackward(_ pass: BackwardPass) {
    guard let inputGradient else { return }
    pass.kernels.transpose(pass[parameters.kernel], into: pass[inputGradient.transposed])
  }

  /// Adds the gradients of kernel and bias, and writes that of the input, for a block of steps.
  func backward(_ pass: BackwardPass, _ block: GateGradients) {
    let (gradients, steps) = (block.rows, block.steps)
    parameters.addBiasGradient(gradients, pass)
    if let target = pass.inputGradient, let inputGradient {
      let products = pass[inputGradient.products].slices(0..<gradients.rows)
      pass.kernels.multiply(gradients, pass[inputGradient.transposed], into: products)
      target.placeTimeMajor(
        products, numbers: block.numbers, steps: steps, reversed: goesBackwards)
    }
    let rows = inputRows(pass.forward, steps)
    let places = pass[places].slices(steps).flat.keeping(block.numbers)
    pass.kernels.compact(gradients, places: places, count: rows.count)
    pass.kernels.multiply(
      pass.forward.denseRows.table, transposedA: true, gradients.slices(0..<rows.count),
      into: pass.gradient(of: parameters.kernel), accumulate: true, rows: rows)
  }

  /// The rows of the flattened input that a block of steps reads.
  private func inputRows(_ pass: ForwardPass, _ steps: Range<Int>) -> TensorRef<Int32> {
    let block = pass[rows].slices(steps)
    let count = Int(pass[counts][0, steps.lowerBound / blocks.size])
    return block.reshaped([block.count]).columns(0..<count)
  }
}
