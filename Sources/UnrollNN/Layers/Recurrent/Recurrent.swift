import UnrollTensor

/// The engine of all recurrent layers: projects the input once, then runs the cell over time.
///
/// The product of the input with its kernel does not depend on the state, so it is one large
/// product before the first step (``InputProjection``); what remains in the loop is the product
/// with the recurrent kernel and the gates, in one kernel call for the whole sequence. For the
/// backward pass the gates, states and (LSTM) activated cell states of every step are kept.
public struct Recurrent<Cell: RecurrentCell>: RecurrentLayer {
  /// The options.
  public typealias Configuration = RecurrentConfiguration<Cell>

  /// The handles of the layer.
  public struct Slots: Sendable {
    let blocks: StepBlocks
    let parameters: RecurrentParameters
    let projection: InputProjection
    let states: RecurrentStates
    let hidden, gates, scratch: BufferSlot<Float>
    let cell, extra, noise: BufferSlot<Float>?
    let mask: BufferSlot<UInt8>?
    let gradients: RecurrentGradients?
  }

  /// Keras's name of the class.
  public static var className: String { Cell.layerClassName }
  /// Recurrent layers project each distinct row of a table once.
  public static var readsRows: Bool { true }
  /// What a recurrent layer reads beside its sequence is its initial states.
  public static var furtherInputsKeyword: String? { "initial_state" }
  /// Whether a batch goes on where the one before ended.
  public var isStateful: Bool { configuration.stateful }
  /// The output, and the last states if they are asked for.
  public var outputCount: Int { 1 + (configuration.returnState ? kind.states : 0) }

  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  private var kind: RecurrentKernelKind { Cell.kind }
  private var units: Int { configuration.units }

  /// Declares the weights of the cell and a history of its states.
  ///
  /// - Throws: `UnrollError` if the input is not a sequence of vectors, or if an initial state or
  ///   the size of the batches does not fit.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    try self.plan(&plan, scope: Self.scope)
  }

  /// Keras's name of the attribute that holds the cell.
  static var scope: String { "cell" }

  /// Declares everything, the weights under a name of the caller's; nil for none.
  func plan(_ plan: inout LayerPlan, scope: String?) throws -> Slots {
    guard plan.input.rank == 3 else {
      throw UnrollError(
        .shapeMismatch, "\(Self.className) reads sequences of vectors",
        expected: "[batch, time, features]", found: plan.input.description,
        hint: "give the layer before it returnSequences: true, or start with an Embedding")
    }
    let (batch, time) = (plan.input[0], plan.input[1])
    let keeps = plan.mode == .training
    let (slotCount, steps) = (keeps ? time + 1 : 1, keeps ? time : 1)
    let parameters =
      if let scope { plan.scoped(scope) { RecurrentParameters(&$0, configuration) } } else {
        RecurrentParameters(&plan, configuration)
      }
    let blocks = StepBlocks(count: time, rows: batch, columns: kind.gates * units)
    let projection = InputProjection(&plan, configuration, parameters, blocks)
    let slots = Slots(
      blocks: blocks, parameters: parameters, projection: projection,
      states: try RecurrentStates(&plan, configuration),
      hidden: plan.saved([slotCount, batch, units], batchAxis: 1),
      gates: plan.saved([steps, batch, kind.gates * units], batchAxis: 1),
      scratch: plan.scratch([batch, (2 * kind.gates + 2) * units]),
      cell: kind.hasCell ? plan.saved([slotCount, batch, units], batchAxis: 1) : nil,
      extra: kind.hasExtra ? plan.saved([steps, batch, units], batchAxis: 1) : nil,
      noise: plan.drawsNoise && configuration.dropsStates
        ? plan.saved([configuration.noises, batch, units], batchAxis: 1) : nil,
      mask: plan.hasMask ? plan.saved([time, batch], batchAxis: 1) : nil,
      gradients: keeps
        ? RecurrentGradients(
          &plan, configuration, parameters, blockSteps: projection.blocksBackward(blocks).size)
        : nil)
    plan.output = configuration.returnSequences ? [batch, time, units] : [batch, units]
    plan.outputMask = configuration.returnSequences ? .input : .none
    plan.readsOutputAgain = false
    plan.readsScattered = projection.readsScattered
    if keeps { plan.addProbe(.recurrent(probe(slots))) }
    return slots
  }

  /// Where a look into the layer finds its history.
  private func probe(_ slots: Slots) -> RecurrentProbe {
    RecurrentProbe(
      kind: kind, className: Self.className, units: units,
      goesBackwards: configuration.goBackwards,
      recurrentActivation: configuration.recurrentActivation?.kernel ?? .sigmoid,
      hidden: slots.hidden, gates: slots.gates, cell: slots.cell, mask: slots.mask)
  }

  /// Runs the cell over all steps.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    forward(slots, pass, flipsOutput: false)
  }

  /// Takes the gradients back through all steps.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {
    backward(slots, pass, flipsOutput: false)
  }

  /// Runs the cell; `flipsOutput` puts the output of step t at the place T − 1 − t.
  func forward(_ slots: Slots, _ pass: ForwardPass, flipsOutput: Bool) {
    if let mask = pass.mask, let slot = slots.mask {
      mask.copyTimeMajor(into: pass[slot], reversed: configuration.goBackwards)
    }
    if let noise = slots.noise { drawNoise(pass[noise], pass) }
    let histories = [slots.hidden, slots.cell].compactMap { $0 }.map { pass[$0] }
    slots.states.begin(histories, pass)
    let mask = slots.mask.map { pass[$0] }
    slots.projection.forward(pass, mask: mask, slots.blocks) { steps, projected in
      var arguments = self.arguments(slots, pass, projected: projected.table)
      arguments.range = steps
      arguments.places = projected.places
      arguments.reversesOutput = flipsOutput
      pass.kernels.recurrentForward(kind, arguments)
    }
    slots.states.end(histories, pass)
    slots.states.clear(pass.output, mask, configuration.recurrence, reversed: flipsOutput, pass)
  }

  /// Takes the gradients back, block by block: those of the gates are used while in the cache.
  func backward(_ slots: Slots, _ pass: BackwardPass, flipsOutput: Bool) {
    guard let gradients = slots.gradients else {
      preconditionFailure("only a plan for training runs backward")
    }
    // Backward does not read the projected input, which is gone by now.
    var arguments = self.arguments(slots, pass.forward, projected: pass[slots.gates])
    arguments.reversesOutput = flipsOutput
    slots.states.clear(
      pass.outputGradient, arguments.mask, configuration.recurrence, reversed: flipsOutput,
      pass.forward)
    gradients.prepare(&arguments, pass)
    let states = [arguments.hiddenGradient, arguments.cellGradient].compactMap { $0 }
    slots.states.beginBackward(states, pass)
    slots.projection.beginBackward(pass)
    for steps in slots.projection.blocksBackward(slots.blocks).backward {
      gradients.select(steps, &arguments, pass)
      pass.kernels.recurrentBackward(kind, arguments)
      slots.projection.backward(
        pass, gradients.addRecurrentGradients(arguments, kind, pass))
    }
    slots.states.endBackward(states, pass)
    slots.projection.endBackward(pass)
  }

  private func arguments(
    _ slots: Slots, _ pass: ForwardPass, projected: TensorRef<Float>
  ) -> RecurrentArguments {
    var arguments = RecurrentArguments(
      steps: slots.blocks.count, rows: pass.batch, units: units, projected: projected,
      recurrentKernel: pass[slots.parameters.recurrentKernel], hidden: pass[slots.hidden],
      gates: pass[slots.gates], scratch: pass[slots.scratch],
      keepsHistory: slots.gradients != nil)
    arguments.activation = configuration.activation.kernel
    arguments.recurrentActivation = configuration.recurrentActivation?.kernel ?? .sigmoid
    arguments.resetsAfter = configuration.resetAfter ?? false
    arguments.recurrentBias = slots.parameters.bias.flatMap {
      RecurrentParameters.candidate(pass[$0])
    }
    arguments.recurrentNoise = slots.noise.map { pass[$0] }
    arguments.mask = slots.mask.map { pass[$0] }
    arguments.zeroesMaskedOutput = configuration.recurrence.zeroesMaskedSteps
    arguments.cell = slots.cell.map { pass[$0] }
    arguments.extra = slots.extra.map { pass[$0] }
    arguments.output = pass.output
    return arguments
  }

  /// One pattern for each gate, the same at every step; noise belongs to rows of the batch.
  private func drawNoise(_ noise: TensorRef<Float>, _ pass: ForwardPass) {
    for index in 0..<noise.shape[0] {
      pass.kernels.dropout(
        nil, into: noise.slices(index..<(index + 1)), rate: configuration.recurrentDropout,
        key: pass.random.stream(RecurrentNoise.states + index).key,
        first: UInt64(pass.firstRow * units))
    }
  }
}

/// The numbers of the noise sequences of a recurrent layer; each gate has one of its own.
enum RecurrentNoise {
  static let inputs = 0
  static let states = 8
}
