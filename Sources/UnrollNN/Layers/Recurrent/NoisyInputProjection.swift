import UnrollTensor

/// Projects an input under dropout, whose pattern is one for all steps of a row.
///
/// There is one pattern for all gates, or, as soon as the states drop too, one for each gate, as
/// in Keras since 3.8. Each pattern takes a product of its own.
struct NoisyInputProjection: Sendable {
  private let parameters: RecurrentParameters
  private let goesBackwards: Bool
  private let rate: Float
  private let noise, steps, dropped, table: BufferSlot<Float>
  private let ids: BufferSlot<Int32>
  private let backward: Gradients?

  private struct Gradients: Sendable {
    let transposed, gate, sum: BufferSlot<Float>
    let inverse: BufferSlot<Int32>
  }

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters
  ) {
    let (batch, time, features) = (plan.input[0], plan.input[1], plan.input[2])
    let columns = Cell.kind.gates * options.units
    let sequence: Shape = [time, batch, features]
    self.parameters = parameters
    goesBackwards = options.goBackwards
    rate = options.dropout
    noise = plan.saved([options.noises, batch, features], batchAxis: 1)
    steps = plan.saved(sequence, batchAxis: 1)
    dropped = plan.scratch(sequence, batchAxis: 1)
    table = plan.scratch([time, batch, columns], batchAxis: 1, in: .forward)
    ids = plan.saved([time, batch], batchAxis: 1)
    guard plan.needsInputGradient else {
      backward = nil
      return
    }
    backward = Gradients(
      transposed: plan.scratch([columns, features], batchAxis: nil, in: .backward),
      gate: plan.scratch(sequence, batchAxis: 1, in: .backward),
      sum: plan.scratch(sequence, batchAxis: 1, in: .backward),
      inverse: plan.scratch([batch, time], in: .backward))
  }

  func forward(_ pass: ForwardPass) -> TensorRef<Float> {
    gatherSteps(pass)
    drawNoise(pass)
    let projected = pass[table].flattened
    forEachPattern(pass) { columns, dropped, _ in
      pass.kernels.multiply(
        dropped, pass[parameters.kernel].columns(columns), into: projected.columns(columns))
    }
    parameters.addBias(to: projected, pass)
    return projected
  }

  func backward(_ pass: BackwardPass, _ block: GateGradients) {
    // The noise belongs to rows: steps go back to their places among all others.
    if let numbers = block.numbers { block.all.spread(numbers) }
    let gradients = block.all
    parameters.addBiasGradient(gradients, pass)
    if let backward {
      pass.kernels.transpose(pass[parameters.kernel], into: pass[backward.transposed])
      pass[backward.sum].fill(0)
    }
    forEachPattern(pass.forward) { columns, dropped, noise in
      pass.kernels.multiply(
        dropped, transposedA: true, gradients.columns(columns),
        into: pass.gradient(of: parameters.kernel).columns(columns), accumulate: true)
      guard let backward else { return }
      let gate = pass[backward.gate].flattened
      pass.kernels.multiply(
        gradients.columns(columns), pass[backward.transposed].slices(columns), into: gate)
      multiplySteps(gate, by: noise, into: gate, pass.kernels)
      pass.kernels.accumulate(gate, into: pass[backward.sum].flattened)
    }
    if let backward { handOn(backward, pass) }
  }

  /// Runs `body` with the columns of each pattern, the input under it, and the pattern.
  private func forEachPattern(
    _ pass: ForwardPass,
    _ body: (Range<Int>, TensorRef<Float>, TensorRef<Float>) -> Void
  ) {
    let (noise, dropped) = (pass[noise], pass[dropped].flattened)
    let width = pass[parameters.kernel].columns / noise.shape[0]
    for index in 0..<noise.shape[0] {
      let pattern = noise.slices(index..<(index + 1))
      multiplySteps(pass[steps].flattened, by: pattern, into: dropped, pass.kernels)
      body((index * width)..<((index + 1) * width), dropped, pattern)
    }
  }

  private func multiplySteps(
    _ input: TensorRef<Float>, by pattern: TensorRef<Float>, into output: TensorRef<Float>,
    _ kernels: Kernels
  ) {
    let batch = pattern.rows
    let factors = pattern.flattened
    for start in stride(from: 0, to: input.rows, by: batch) {
      let range = start..<(start + batch)
      kernels.multiplyElements(input.slices(range), factors, into: output.slices(range))
    }
  }

  private func gatherSteps(_ pass: ForwardPass) {
    let (ids, steps) = (pass[ids], pass[steps].flattened)
    switch pass.input {
    case .rows(let batchIDs, let source):
      batchIDs.copyTimeMajor(into: ids, reversed: goesBackwards)
      pass.kernels.gather(source, ids: ids.reshaped([ids.count]), into: steps)
    case .dense(let input):
      ids.numberTimeMajor(reversed: goesBackwards)
      pass.kernels.gather(input.flattened, ids: ids.reshaped([ids.count]), into: steps)
    case .scattered: preconditionFailure("only planned for samples in order")
    }
  }

  private func drawNoise(_ pass: ForwardPass) {
    let noise = pass[noise]
    for index in 0..<noise.shape[0] {
      pass.kernels.dropout(
        nil, into: noise.slices(index..<(index + 1)), rate: rate,
        key: pass.random.stream(RecurrentNoise.inputs + index).key,
        first: UInt64(pass.firstRow * noise.columns))
    }
  }

  /// Brings the gradient of the steps back into the order of the input, or into its table.
  private func handOn(_ backward: Gradients, _ pass: BackwardPass) {
    let (sum, ids) = (pass[backward.sum].flattened, pass[ids].reshaped([pass[ids].count]))
    if let table = pass.tableGradient {
      pass.kernels.scatterAdd(sum, places: ids, into: table)
    } else if let target = pass.inputGradient {
      pass[backward.inverse].invert(pass[self.ids])
      pass.kernels.gather(
        sum, ids: pass[backward.inverse].reshaped([ids.count]), into: target.flattened)
    }
  }
}
