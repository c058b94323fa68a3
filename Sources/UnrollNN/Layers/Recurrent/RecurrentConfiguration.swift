/// The options of SimpleRNN, LSTM and GRU: those of the cell and those of the loop, side by side as
/// in Keras's files.
@dynamicMemberLookup
public struct RecurrentConfiguration<Cell: RecurrentCell>: LayerConfiguration {
  /// What happens in one step.
  public var cell: CellConfiguration<Cell>
  /// How the cell is run over the steps.
  public var recurrence = RecurrenceOptions()

  /// Joins the options of a cell and of the loop.
  public init(cell: CellConfiguration<Cell>, recurrence: RecurrenceOptions) {
    (self.cell, self.recurrence) = (cell, recurrence)
  }

  /// Creates options for a number of units.
  public init(units: Int) { cell = CellConfiguration(units: units) }

  /// The options that all three layers take in their initializers.
  init(
    units: Int, activation: ActivationFunction, returnSequences: Bool, goBackwards: Bool,
    dropout: Float, recurrentDropout: Float, useBias: Bool
  ) {
    self.init(units: units)
    self.activation = activation
    self.returnSequences = returnSequences
    self.goBackwards = goBackwards
    self.dropout = dropout
    self.recurrentDropout = recurrentDropout
    self.useBias = useBias
  }

  /// All options at their defaults, the number of units missing.
  public static var template: Self { Self(units: 0) }

  /// Reads both kinds of options from one object.
  ///
  /// - Throws: `DecodingError` or `UnrollError` that names the option.
  public init(from decoder: any Decoder) throws {
    cell = try CellConfiguration(from: decoder)
    recurrence = try RecurrenceOptions(from: decoder)
  }

  /// Writes both kinds of options into one object.
  public func encode(to encoder: any Encoder) throws {
    try cell.encode(to: encoder)
    try recurrence.encode(to: encoder)
  }

  /// Checks units and dropout.
  ///
  /// - Throws: `UnrollError` that names the option.
  public func validate() throws { try cell.validate() }

  /// An option of the cell.
  public subscript<Value>(
    dynamicMember option: WritableKeyPath<CellConfiguration<Cell>, Value>
  ) -> Value {
    get { cell[keyPath: option] }
    set { cell[keyPath: option] = newValue }
  }

  /// An option of the loop.
  public subscript<Value>(
    dynamicMember option: WritableKeyPath<RecurrenceOptions, Value>
  ) -> Value {
    get { recurrence[keyPath: option] }
    set { recurrence[keyPath: option] = newValue }
  }

  /// What the options of the cell say together.
  subscript<Value>(dynamicMember fact: KeyPath<CellConfiguration<Cell>, Value>) -> Value {
    cell[keyPath: fact]
  }
}
