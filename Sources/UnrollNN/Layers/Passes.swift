public import UnrollTensor

/// What a layer's input is during one pass.
public enum SequenceView: Sendable {
  /// Numbers: `[batch, time, features]`, or any other shape with the batch first.
  case dense(TensorRef<Float>)
  /// Row numbers `[batch, time]` into a table `[rows, features]`; a negative id stands for a row
  /// of zeros.
  case rows(ids: TensorRef<Int32>, table: TensorRef<Float>)
  /// Samples of a dense data set: the rows `[rows, features]` of all, and for each sample of the
  /// batch the row that it begins with. Only for layers that say that they read them.
  case scattered(table: TensorRef<Float>, starts: TensorRef<Int32>)
}

/// One forward call of a layer over one shard of a batch.
public struct ForwardPass: Sendable {
  /// Whether noise layers are active and buffers for the backward pass are wanted.
  public let mode: Mode
  /// What the layer reads.
  public let input: SequenceView
  /// What the layer writes; of no elements if the layer declared an output table.
  public let output: TensorRef<Float>
  /// The input's mask `[batch, time]`, 1 where a step counts.
  public let mask: TensorRef<UInt8>?
  /// Where a layer with a mask of its own writes it.
  public let outputMask: TensorRef<UInt8>?
  /// The layer's noise for this step of training.
  public let random: RandomSource
  /// The number of the shard's first row in the batch, so that noise belongs to rows.
  public let firstRow: Int
  /// The kernels to compute with.
  public let kernels: Kernels
  let memory: PassMemory
  /// What the layer reads and writes beside ``input`` and ``output``; nothing for most layers.
  public var further = FurtherValues()

  /// The input as numbers.
  ///
  /// - Precondition: the layer's ``Layer/readsRows`` is false, or its input is dense.
  public var denseInput: TensorRef<Float> {
    guard case .dense(let view) = input else {
      preconditionFailure("only layers that read rows receive rows")
    }
    return view
  }

  /// The rows of a dense input, and for each sample the row that it begins with (nil: in order).
  var denseRows: (table: TensorRef<Float>, starts: TensorRef<Int32>?) {
    if case .scattered(let table, let starts) = input { return (table, starts) }
    return (denseInput.flattened, nil)
  }

  /// An input as numbers, by its position; the first is ``denseInput``.
  public func denseInput(_ index: Int) -> TensorRef<Float> {
    index == 0 ? denseInput : further.inputs[index - 1]
  }

  /// The mask of an input, by its position; the first is ``mask``.
  public func mask(_ index: Int) -> TensorRef<UInt8>? {
    index == 0 ? mask : further.masks[index - 1]
  }

  /// Where to write an output, by its position; the first is ``output``.
  public func output(_ index: Int) -> TensorRef<Float> {
    index == 0 ? output : further.outputs[index - 1]
  }

  /// The number of inputs.
  public var inputCount: Int { 1 + further.inputs.count }

  /// The number of rows of the shard.
  public var batch: Int { memory.batch * memory.folds }

  /// The values of a parameter.
  public subscript(slot: ParameterSlot) -> TensorRef<Float> { memory.parameter(slot) }
  /// A buffer of numbers.
  public subscript(slot: BufferSlot<Float>) -> TensorRef<Float> { memory.floats(slot) }
  /// A buffer of integers.
  public subscript(slot: BufferSlot<Int32>) -> TensorRef<Int32> { memory.integers(slot) }
  /// A buffer of bytes.
  public subscript(slot: BufferSlot<UInt8>) -> TensorRef<UInt8> { memory.bytes(slot) }
  /// The rows of a state that belong to the samples of the shard; they may be written.
  public subscript(slot: StateSlot) -> TensorRef<Float> { memory.state(slot, firstRow: firstRow) }

  /// The pass of an inner layer, with an output and noise of its own; it reads what this layer
  /// reads unless it is given an input.
  public func inner(
    input: SequenceView? = nil, output: TensorRef<Float>, stream: Int,
    further: FurtherValues = FurtherValues()
  ) -> ForwardPass {
    ForwardPass(
      mode: mode, input: input ?? self.input, output: output, mask: mask, outputMask: nil,
      random: random.stream(stream), firstRow: firstRow, kernels: kernels, memory: memory,
      further: further)
  }
}

/// The inputs and outputs of a layer after the first of each.
public struct FurtherValues: Sendable {
  /// The inputs after the first.
  public var inputs: [TensorRef<Float>] = []
  /// Their masks.
  public var masks: [TensorRef<UInt8>?] = []
  /// Where to write the outputs after the first.
  public var outputs: [TensorRef<Float>] = []

  /// Nothing, as most layers have it.
  public init() {}
}

/// One backward call of a layer, after its forward call over the same shard.
public struct BackwardPass: Sendable {
  /// The forward call, with its input, output, mask, noise and buffers.
  public let forward: ForwardPass
  /// The gradient of the loss with respect to the output.
  public let outputGradient: TensorRef<Float>
  /// Whether ``outputGradient`` is already that of the logits, by a loss that knows them.
  public let isLogitsGradient: Bool
  /// Where to write the gradient with respect to a dense input; nil if nobody wants it.
  public let inputGradient: TensorRef<Float>?
  /// Where to add the gradient of the table when the input is rows of a trained table.
  public let tableGradient: TensorRef<Float>?
  /// The gradients of the outputs after the first.
  public var furtherOutputGradients: [TensorRef<Float>] = []
  /// Where the gradients of the inputs after the first go.
  public var furtherInputGradients: [TensorRef<Float>?] = []

  /// The gradient of an output, by its position; the first is ``outputGradient``.
  public func outputGradient(_ index: Int) -> TensorRef<Float> {
    index == 0 ? outputGradient : furtherOutputGradients[index - 1]
  }

  /// Where to write the gradient of an input, by its position; the first is ``inputGradient``.
  public func inputGradient(_ index: Int) -> TensorRef<Float>? {
    index == 0 ? inputGradient : furtherInputGradients[index - 1]
  }

  /// The kernels to compute with.
  public var kernels: Kernels { forward.kernels }

  /// The values of a parameter.
  public subscript(slot: ParameterSlot) -> TensorRef<Float> { forward[slot] }
  /// A buffer of numbers.
  public subscript(slot: BufferSlot<Float>) -> TensorRef<Float> { forward[slot] }
  /// A buffer of integers.
  public subscript(slot: BufferSlot<Int32>) -> TensorRef<Int32> { forward[slot] }
  /// A buffer of bytes.
  public subscript(slot: BufferSlot<UInt8>) -> TensorRef<UInt8> { forward[slot] }

  /// Where to add the gradient of a parameter.
  public func gradient(of slot: ParameterSlot) -> TensorRef<Float> {
    forward.memory.gradient(slot)
  }

  /// The pass of an inner layer after its forward pass, with gradients of its own.
  public func inner(
    _ forward: ForwardPass, outputGradient: TensorRef<Float>, inputGradient: TensorRef<Float>?,
    furtherOutputGradients: [TensorRef<Float>] = [],
    furtherInputGradients: [TensorRef<Float>?] = []
  ) -> BackwardPass {
    BackwardPass(
      forward: forward, outputGradient: outputGradient, isLogitsGradient: false,
      inputGradient: inputGradient,
      tableGradient: forward.input.ids == nil ? nil : tableGradient,
      furtherOutputGradients: furtherOutputGradients,
      furtherInputGradients: furtherInputGradients)
  }
}
