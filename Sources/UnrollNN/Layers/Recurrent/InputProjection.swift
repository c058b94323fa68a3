import UnrollTensor

/// The product of a sequence with the input kernel.
///
/// - Rows of a table: each *distinct* row of the shard is projected once, and the cell looks its
///   steps up by number; a text of 400 words holds far fewer different ones. Going back, the
///   gradients of equal rows are summed before one small product.
/// - Dense input: one product for each block of steps; rows of zeros (padding), and those that a
///   mask leaves out, take no part.
/// - With dropout on the inputs every row of the batch has inputs of its own
///   (``NoisyInputProjection``).
enum InputProjection: Sendable {
  case distinct(DistinctProjection)
  case dense(DenseProjection)
  case noisy(NoisyInputProjection)

  /// Projected rows `[P, G·U]`, and the row of each step, `[T, B]` (nil: in order).
  typealias Projected = (table: TensorRef<Float>, places: TensorRef<Int32>?)

  init<Cell>(
    _ plan: inout LayerPlan, _ options: RecurrentConfiguration<Cell>,
    _ parameters: RecurrentParameters, _ blocks: StepBlocks
  ) {
    if plan.drawsNoise && options.dropsInputs {
      self = .noisy(.init(&plan, options, parameters))
    } else if plan.isRows {
      self = .distinct(.init(&plan, options, parameters))
    } else {
      self = .dense(.init(&plan, options, parameters, blocks))
    }
  }

  /// Whether dense samples may lie anywhere.
  var readsScattered: Bool { if case .dense = self { true } else { false } }

  /// Runs `body` for all steps in order, each time with the projected rows of some of them.
  ///
  /// - Parameters:
  ///   - pass: the pass of the layer.
  ///   - mask: `[T, B]`, 0 where a step does not count.
  ///   - blocks: the steps that belong together.
  ///   - body: what to do with a range of steps.
  func forward(
    _ pass: ForwardPass, mask: TensorRef<UInt8>?, _ blocks: StepBlocks,
    _ body: (Range<Int>, Projected) -> Void
  ) {
    switch self {
    case .distinct(let projection): body(blocks.all, projection.forward(pass, mask: mask))
    case .noisy(let projection): body(blocks.all, (projection.forward(pass), nil))
    case .dense(let projection):
      projection.beginForward(pass, mask: mask)
      for steps in blocks.forward { body(steps, projection.forward(pass, steps: steps)) }
    }
  }

  /// The blocks in which the gradients of the gates are wanted; noise wants them all at once.
  func blocksBackward(_ blocks: StepBlocks) -> StepBlocks {
    if case .noisy = self { StepBlocks(count: blocks.count, size: blocks.count) } else { blocks }
  }

  /// Prepares for ``backward(_:_:)``.
  func beginBackward(_ pass: BackwardPass) {
    switch self {
    case .distinct(let projection): projection.beginBackward(pass)
    case .dense(let projection): projection.beginBackward(pass)
    case .noisy: break
    }
  }

  /// Takes the gradients of a block of steps; overwrites them.
  func backward(_ pass: BackwardPass, _ gradients: GateGradients) {
    switch self {
    case .distinct(let projection): projection.backward(pass, gradients)
    case .dense(let projection): projection.backward(pass, gradients)
    case .noisy(let projection): projection.backward(pass, gradients)
    }
  }

  /// Adds what is left of the gradients of kernel, bias and table, after all steps.
  func endBackward(_ pass: BackwardPass) {
    if case .distinct(let projection) = self { projection.endBackward(pass) }
  }
}
