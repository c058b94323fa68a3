public import UnrollTensor

/// A handle to a parameter, returned by ``LayerPlan/parameter(_:_:_:regularizer:constraint:)``.
public struct ParameterSlot: Sendable, Hashable {
  let index: Int
}

/// A handle to a state that lasts from batch to batch, returned by ``LayerPlan/state(_:)``.
public struct StateSlot: Sendable, Hashable {
  let index: Int
}

/// A handle to a buffer of a pass.
public struct BufferSlot<Scalar: TensorScalar>: Sendable, Hashable {
  let index: Int
}

/// One value that a layer reads, as far as it is known before anything is computed.
public struct PlannedInput: Sendable {
  /// Its shape, batch first; the batch is the largest that one pass will see.
  public var shape: Shape
  /// Whether it carries a mask over its first two axes.
  public var hasMask: Bool
  /// Whether it needs a gradient.
  public var needsGradient: Bool
}

/// What a layer puts out beside its first output.
public struct PlannedOutput: Sendable {
  /// Its shape, batch first.
  public var shape: Shape
  /// Its mask.
  public var mask: OutputMask

  /// Creates the description of an output.
  public init(_ shape: Shape, mask: OutputMask = .none) { (self.shape, self.mask) = (shape, mask) }
}

/// What a layer states about itself before anything is computed: its outputs, its parameters and
/// its buffers, for inputs of known shapes.
///
/// Most layers read one value and put out one; they use the short names ``input`` and ``output``.
public struct LayerPlan {
  /// All that the layer reads; for most layers one value.
  public let inputs: [PlannedInput]
  /// Options of this call of the layer, by Keras's names; a layer takes out what it knows.
  public var options: [String: JSONValue] = [:]
  /// Whether the input arrives as rows of a table; only for layers that read rows.
  public let isRows: Bool
  /// Whether the layer reads the integers of the model's input.
  public let readsTokens: Bool
  /// What the plan is for; only training needs buffers that live until the backward pass.
  public let mode: Mode
  /// Whether the output is one of the model's, which nothing else reads.
  public let isLast: Bool
  /// The number of samples of every batch, where a stateful model fixes it.
  public let fixedBatch: Int?
  /// The shape of the output; starts equal to the input.
  public var output: Shape
  /// Whether the output carries the mask of the input, one of its own, or none.
  public var outputMask: OutputMask = .input
  /// The table whose rows the output stands for, instead of a dense output (`Embedding`).
  public var outputTable: ParameterSlot?
  /// Whether training changes the layer: whether it is not frozen.
  public internal(set) var isTrainable = true
  /// What the layer puts out beside ``output``.
  public var furtherOutputs: [PlannedOutput] = []
  /// Whether training must see all samples of a batch at once; it runs on one thread then.
  public var needsWholeBatch = false
  /// Whether the output may take the memory of the input.
  public var reuse = MemoryReuse.none
  /// Whether the layer's backward pass reads its output again; if not, a layer after it may
  /// overwrite the output.
  public var readsOutputAgain = true
  /// Whether the layer reads dense samples where they lie, not one after another.
  var readsScattered = false
  /// The penalty on what the layer puts out; a layer that stands for one sets it.
  ///
  /// As in Keras, only what a model itself calls is penalised, not a layer inside `TimeDistributed`.
  public var activityRegularizer: Regularizer?
  /// Where the layer keeps the values before its final sigmoid or softmax, for the loss.
  public var logits: Logits?

  let declarations: PlanDeclarations
  private var scopes: [String] = []

  init(
    inputs: [PlannedInput], isRows: Bool, readsTokens: Bool = false, mode: Mode, isLast: Bool,
    fixedBatch: Int?, declarations: PlanDeclarations
  ) {
    self.inputs = inputs
    self.isRows = isRows
    self.readsTokens = readsTokens
    self.mode = mode
    self.isLast = isLast
    self.fixedBatch = fixedBatch
    self.declarations = declarations
    output = inputs[0].shape
  }

  /// The shape of the first input.
  public var input: Shape { inputs[0].shape }
  /// Whether the first input carries a mask over its first two axes.
  public var hasMask: Bool { inputs[0].hasMask }
  /// Whether the first input needs a gradient.
  public var needsInputGradient: Bool { inputs[0].needsGradient }
  /// The number of rows that the plan is made for.
  public var batch: Int { input[0] }

  /// Whether passes draw noise: those of training do, not those that look into a model.
  var drawsNoise: Bool { mode == .training && !declarations.isInspection }

  /// Notes what can be looked at after a pass.
  func addProbe(_ view: LayerProbe.View) { declarations.add(view, scopes: scopes) }

  /// Declares a parameter of the layer.
  ///
  /// - Parameters:
  ///   - name: Keras's name, such as `recurrent_kernel`.
  ///   - shape: its shape.
  ///   - initializer: how a fresh model fills it.
  ///   - regularizer: what training adds to the loss for it.
  ///   - constraint: what it is made to obey after every step of training.
  ///   - isTrainable: whether the optimizer changes it; if not, a training pass of a layer that
  ///     needs the whole batch may write it.
  /// - Returns: the handle under which the passes find it.
  public mutating func parameter(
    _ name: String, _ shape: Shape, _ initializer: Initializer, regularizer: Regularizer? = nil,
    constraint: Constraint? = nil, isTrainable: Bool = true
  ) -> ParameterSlot {
    declarations.addParameter(
      ParameterDeclaration(
        layer: declarations.layer, scopes: scopes, name: name, shape: shape,
        initializer: initializer, isTrainable: isTrainable && self.isTrainable,
        regularizer: regularizer,
        constraint: constraint))
  }

  /// Declares numbers that last from batch to batch, one row for each sample of a batch.
  ///
  /// - Parameter columns: the size of a row.
  /// - Returns: the handle under which the passes find the rows of their samples.
  /// - Throws: `UnrollError` if the model does not fix the size of its batches.
  public mutating func state(_ columns: Int) throws -> StateSlot {
    guard let fixedBatch else {
      throw UnrollError(
        .invalidConfiguration, "a stateful layer needs batches of a fixed size",
        hint: "give the input a batch size: keras.Input(batch_shape=(32, …))")
    }
    return declarations.addState([fixedBatch, columns])
  }

  /// Declares a buffer that lives from the forward to the backward pass of the same batch.
  ///
  /// - Parameters:
  ///   - shape: its shape, with ``batch`` rows on `batchAxis`.
  ///   - batchAxis: the axis that shrinks with the batch of a pass; nil if none does.
  /// - Returns: the handle under which the passes find it; its contents are undefined at first.
  public mutating func saved<Scalar>(
    _ shape: Shape, batchAxis: Int? = 0
  ) -> BufferSlot<Scalar> {
    declarations.addBuffer(
      shape, batchAxis: batchAxis, lifetime: mode == .training ? .saved : .call)
  }

  /// Declares a buffer that lives inside one call of `forward` or `backward`.
  ///
  /// - Parameters:
  ///   - shape: its shape, with ``batch`` rows on `batchAxis`.
  ///   - batchAxis: the axis that shrinks with the batch of a pass; nil if none does.
  ///   - call: the pass that uses it.
  /// - Returns: the handle under which the passes find it; its contents are undefined at first.
  public mutating func scratch<Scalar>(
    _ shape: Shape, batchAxis: Int? = 0, in call: BufferLifetime.Call = .both
  ) -> BufferSlot<Scalar> {
    declarations.addBuffer(shape, batchAxis: batchAxis, lifetime: .init(call, in: mode))
  }

  /// Plans a layer inside this one, for wrappers.
  ///
  /// - Parameters:
  ///   - scope: Keras's name of the attribute that holds the inner layer: `forward_layer`.
  ///   - layer: the inner layer.
  ///   - inputs: what it reads; nil for the inputs of this layer.
  ///   - folds: how many rows its batch has for one row of this layer's; its passes come from
  ///     ``ForwardPass/folded(by:input:output:outputMask:)`` where these are more than one.
  ///   - isTrainable: whether training changes it, if it changes this layer.
  /// - Returns: the inner layer, closed over its handles.
  /// - Throws: `UnrollError` of the inner layer, with the scope in its path.
  public mutating func child(
    _ scope: String, _ layer: any Layer, inputs: [PlannedInput]? = nil, folds: Int = 1,
    isTrainable: Bool = true
  ) throws -> PlannedLayer {
    declarations.folds *= folds
    defer { declarations.folds /= folds }
    var inner = LayerPlan(
      inputs: inputs ?? self.inputs, isRows: isRows, mode: mode, isLast: false,
      fixedBatch: fixedBatch, declarations: declarations)
    inner.scopes = scopes + [scope]
    inner.isTrainable = self.isTrainable && isTrainable
    let planned = try locating(scope) { try layer.planned(&inner) }
    needsWholeBatch = needsWholeBatch || inner.needsWholeBatch
    return planned
  }

  /// Declares parameters under an inner name: Keras keeps an RNN's weights under `cell`.
  public mutating func scoped<Result>(
    _ scope: String, _ body: (inout LayerPlan) throws -> Result
  ) rethrows -> Result {
    scopes.append(scope)
    defer { scopes.removeLast() }
    return try body(&self)
  }
}

/// What a plan is for.
public enum Mode: Sendable, Hashable {
  /// Forward, loss, backward; noise layers are active.
  case training
  /// Forward alone.
  case inference
}

/// What a layer can do without memory of its own for the output, and for its gradient.
public enum MemoryReuse: Sendable {
  /// It reads its input while it writes its output.
  case none
  /// Its output is the numbers of its input under another shape.
  case view
  /// It replaces each number of its input, and the backward pass needs neither.
  case inPlace
}

/// The mask of a layer's output.
public enum OutputMask: Sendable {
  /// The input's mask, if it has one.
  case input
  /// None: the layer does away with the axis, or with the mask.
  case none
  /// The mask that the layer writes itself, `[batch, time]`.
  case own
}

/// The values before the final activation, kept so that a loss can use the exact formula.
public struct Logits: Sendable {
  /// Where they are.
  public let slot: BufferSlot<Float>
  /// The activation that turns them into the output.
  public let activation: ActivationFunction

  /// Creates the note.
  public init(_ slot: BufferSlot<Float>, _ activation: ActivationFunction) {
    self.slot = slot
    self.activation = activation
  }
}
