public import UnrollTensor

/// A layer of Keras that says what happens in one step, and stands only inside an ``RNN``.
public protocol CellLayer: Layer {
  /// The cells that a step runs, one after another; each reads what the one before puts out.
  var stages: [CellStage] { get }
}

/// One cell of those that a step runs.
public struct CellStage: Sendable {
  /// Keras's names of the attributes that lead to the cell: `cells`, `lstm_cell`.
  var scopes: [String] = []
  /// Whether training changes its weights.
  var isTrainable = true
  let cell: any RecurrentCell
}

extension CellLayer {
  /// A cell alone reads no sequence.
  ///
  /// - Throws: `UnrollError` always.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    throw UnrollError(
      .unsupported, "a cell stands only inside RNN", found: Self.className,
      hint: "wrap it: RNN(\(Self.className)(…))")
  }

  /// Never runs: an ``RNN`` runs its cell.
  public func forward(_: NoSlots, _: ForwardPass) {}
  /// Never runs: an ``RNN`` runs its cell.
  public func backward(_: NoSlots, _: BackwardPass) {}
}

/// What distinguishes one recurrent layer from another; everything else is ``Recurrent``.
public protocol RecurrentCell: CellLayer where Configuration == CellConfiguration<Self> {
  /// Keras's name of the layer that runs this cell alone.
  static var layerClassName: String { get }
  /// The kernel that runs the cell.
  static var kind: RecurrentKernelKind { get }
}

extension RecurrentCell {
  /// Creates the cell; further options are properties of its configuration.
  public init(_ units: Int) { self.init(Configuration(units: units)) }

  /// The cell itself.
  public var stages: [CellStage] { [CellStage(cell: self)] }

  /// The layer that runs the cell as a part of another one.
  func placed(_ recurrence: RecurrenceOptions, flipsOutput: Bool) -> any Layer {
    PlacedRecurrent<Self>(
      .init(cell: configuration, recurrence: recurrence), scope: nil, flipsOutput: flipsOutput)
  }
}
