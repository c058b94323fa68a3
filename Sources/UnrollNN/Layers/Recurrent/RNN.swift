import UnrollTensor

/// Runs a cell, or a stack of cells, over a sequence.
///
/// A step of a stack runs one cell after another. As no cell sees what a later one does, this is the
/// same as running the first cell over all steps, then the second over what came out, and so on: each
/// runs as a ``Recurrent`` of its own, with the products over all steps that those have.
///
/// - Input `[batch, time, features]`; output `[batch, units]` of the last cell, or
///   `[batch, time, units]` with `returnSequences`; then the states of all cells with `returnState`.
///   Parameters: those of the cells, under `cell`.
/// - Keras: `RNN`.
public struct RNN: Layer {
  /// The options of the layer.
  @dynamicMemberLookup
  public struct Configuration: LayerConfiguration {
    /// The cell: ``SimpleRNNCell``, ``LSTMCell``, ``GRUCell``, or ``StackedRNNCells``.
    public var cell: LayerEntry
    /// How the cell is run over the steps.
    public var recurrence = RecurrenceOptions()

    /// The options at their defaults, the cell missing.
    public static let template = Configuration(cell: LayerEntry(LSTMCell(0)))

    /// Creates options for a cell.
    public init(cell: LayerEntry) { self.cell = cell }

    private enum CodingKeys: CodingKey { case cell }

    /// Reads the cell and the options of the loop from one object.
    ///
    /// - Throws: `DecodingError` or `UnrollError` that names the option.
    public init(from decoder: any Decoder) throws {
      cell = try decoder.container(keyedBy: CodingKeys.self).decode(LayerEntry.self, forKey: .cell)
      recurrence = try RecurrenceOptions(from: decoder)
    }

    /// Writes the cell and the options of the loop into one object.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(cell, forKey: .cell)
      try recurrence.encode(to: encoder)
    }

    /// Checks the cell.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws { try locating("cell") { _ = try cell.cell() } }

    /// An option of the loop.
    public subscript<Value>(
      dynamicMember option: WritableKeyPath<RecurrenceOptions, Value>
    ) -> Value {
      get { recurrence[keyPath: option] }
      set { recurrence[keyPath: option] = newValue }
    }
  }

  /// Keras's name of the class.
  public static let className = "RNN"
  /// The first cell projects each distinct row of a table once.
  public static let readsRows = true
  /// What an RNN reads beside its sequence is its initial states, cell by cell.
  public static let furtherInputsKeyword: String? = "initial_state"
  /// Whether a batch goes on where the one before ended.
  public var isStateful: Bool { configuration.stateful }
  /// The output, and the last states if they are asked for.
  public var outputCount: Int { 1 + (configuration.returnState ? stateCount : 0) }

  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Creates the layer around a cell; further options are properties of its configuration.
  public init(_ cell: any CellLayer, returnSequences: Bool = false, goBackwards: Bool = false) {
    var options = Configuration(cell: LayerEntry(cell))
    options.returnSequences = returnSequences
    options.goBackwards = goBackwards
    self.init(options)
  }

  /// The cells that a step runs.
  var stages: [CellStage] {
    let entry = configuration.cell
    return ((entry.layer as? any CellLayer)?.stages ?? []).map { stage in
      var stage = stage
      stage.isTrainable = stage.isTrainable && entry.isTrainable
      return stage
    }
  }

  /// The states of a stack are grouped by cells, a single state standing bare.
  public func grouped(furtherInputs: [JSONValue]) -> [JSONValue] {
    guard configuration.cell.layer is StackedRNNCells else { return furtherInputs }
    var rest = furtherInputs[...]
    return stages.map { stage in
      let count = type(of: stage.cell).kind.states
      defer { rest = rest.dropFirst(count) }
      return count == 1 ? rest.first ?? .null : .array(Array(rest.prefix(count)))
    }
  }

  /// Plans a layer for each cell.
  ///
  /// - Throws: `UnrollError` of the cells, or if an initial state does not fit.
  public func plan(_ plan: inout LayerPlan) throws -> CellStack {
    try CellStack(&plan, self, flipsOutput: false)
  }

  /// Runs all cells over all steps.
  public func forward(_ slots: CellStack, _ pass: ForwardPass) { slots.forward(pass) }

  /// Takes the gradients back through all cells.
  public func backward(_ slots: CellStack, _ pass: BackwardPass) { slots.backward(pass) }
}

extension RNN: RecurrentLayer {
  /// Whether the layer reads its input from the end.
  public var goesBackwards: Bool { configuration.goBackwards }
  /// Whether the layer puts out every step.
  public var returnsSequences: Bool { configuration.returnSequences }
  /// Whether the last states are put out beside the output.
  public var returnsState: Bool { configuration.returnState }
  /// The number of states of all cells.
  public var stateCount: Int {
    stages.reduce(0) { $0 + type(of: $1.cell).kind.states }
  }
  /// Whether masked steps put out zeros.
  public var zeroesMaskedOutput: Bool { configuration.zeroOutputForMask }

  /// The same layer with another direction and form of output.
  public func directed(goBackwards: Bool, zeroOutputForMask: Bool) -> any RecurrentLayer {
    var options = configuration
    options.goBackwards = goBackwards
    options.zeroOutputForMask = zeroOutputForMask
    return RNN(options)
  }

  /// The same layer with the order of its outputs turned round.
  public var flipped: any Layer { FlippedRNN(configuration) }
}

/// An RNN that writes the output of step t at the place T − 1 − t.
private struct FlippedRNN: Layer {
  static let className = RNN.className
  static let readsRows = true

  let configuration: RNN.Configuration

  init(_ configuration: RNN.Configuration) { self.configuration = configuration }

  func plan(_ plan: inout LayerPlan) throws -> CellStack {
    try CellStack(&plan, RNN(configuration), flipsOutput: true)
  }
  func forward(_ slots: CellStack, _ pass: ForwardPass) { slots.forward(pass) }
  func backward(_ slots: CellStack, _ pass: BackwardPass) { slots.backward(pass) }
}
