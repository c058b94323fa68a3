public import UnrollTensor

/// The form in which a model's input arrives.
public enum InputForm: Sendable, Hashable {
  /// Numbers `[batch, …]`.
  case dense
  /// Row numbers `[batch, time]` into a table of word vectors that comes with the batch.
  case rows
  /// Integers `[batch, time]` for an `Embedding` layer.
  case tokens
}

/// Everything about one computation that is known before it runs: layers, shapes, memory.
public struct Plan: Sendable {
  /// What the plan is for.
  public let mode: Mode
  /// The largest number of rows of one pass.
  public let batch: Int
  /// The form of the input.
  public let form: InputForm
  /// The number of steps, where the architecture leaves it open.
  let time: Int?
  /// The layers in the order in which they run.
  let nodes: [PlanNode]
  /// The parameters of all layers.
  public let parameters: [Parameter]
  /// The number of elements of the block that holds all parameters.
  public let parameterCapacity: Int
  let inputGradient: BufferSlot<Float>?
  let floats: BufferTable
  let integers: BufferTable
  let bytes: BufferTable

  /// The shape of the model's output for the largest batch.
  public var output: Shape { nodes.last?.layer.output ?? [batch] }
  /// Whether the output carries a mask, one byte for each position.
  var masksOutput: Bool {
    guard let node = nodes.last, output.rank == 3 else { return false }
    switch node.layer.outputMask {
    case .input: return node.mask != nil
    case .own: return true
    case .none: return false
    }
  }
  /// The bytes that a workspace for this plan allocates.
  public var workspaceBytes: Int { 4 * (floats.total + integers.total) + bytes.total }

  /// Plans a model.
  ///
  /// - Parameters:
  ///   - sequential: the architecture.
  ///   - batch: the largest number of rows of one pass.
  ///   - form: the form in which the input arrives.
  ///   - mode: whether buffers for a backward pass are needed.
  ///   - time: the number of steps, where the architecture leaves it open.
  ///   - differentiatesInput: whether a training pass also gives the gradient of a dense input.
  /// - Throws: `UnrollError` with the path of the layer that cannot be planned.
  public init(
    _ sequential: Sequential, batch: Int, form: InputForm, mode: Mode, time: Int? = nil,
    differentiatesInput: Bool = false
  ) throws {
    var builder = PlanBuilder(
      sequential: sequential, batch: batch, form: form, mode: mode, time: time)
    try builder.addLayers(differentiatesInput: differentiatesInput)
    self.mode = mode
    self.batch = batch
    self.form = form
    self.time = time
    nodes = builder.nodes
    inputGradient = nodes.first?.inputGradient
    (parameters, parameterCapacity) = builder.layOutParameters()
    (floats, integers, bytes) = builder.layOutBuffers()
  }
}

/// One layer of a plan, with the places of what it reads and writes.
struct PlanNode: Sendable {
  /// Where a layer's input comes from.
  enum Source: Sendable {
    case modelInput
    case buffer(BufferSlot<Float>)
    case rows(table: ParameterSlot)
  }

  let name: String
  let layer: PlannedLayer
  let source: Source
  /// Where rows are gathered for a layer that wants them dense.
  let gathered: BufferSlot<Float>?
  let mask: BufferSlot<UInt8>?
  let ownMask: BufferSlot<UInt8>?
  /// Nil if the layer's output is rows of a table.
  let output: BufferSlot<Float>?
  let outputGradient: BufferSlot<Float>?
  /// Where the gradient of the input goes; nil if nobody wants it.
  let inputGradient: BufferSlot<Float>?
  let trainsTable: Bool
  /// Whether anything at or before this layer is trained.
  let runsBackward: Bool
}
