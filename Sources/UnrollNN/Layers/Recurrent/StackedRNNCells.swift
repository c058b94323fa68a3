import UnrollTensor

/// Cells that a step runs one after another, each on what the one before puts out.
///
/// - Parameters: those of the cells, under `cells/lstm_cell`, `cells/lstm_cell_1` and so on.
/// - Keras: `StackedRNNCells`, inside ``RNN``.
public struct StackedRNNCells: CellLayer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The cells, the first one reading the input.
    public var cells: [LayerEntry]

    /// No cells.
    public static let template = Configuration(cells: [])

    /// Creates options for cells.
    public init(cells: [LayerEntry]) { self.cells = cells }

    /// Checks that there are cells and nothing else.
    ///
    /// - Throws: `UnrollError` that names the cell.
    public func validate() throws {
      try require(!cells.isEmpty, "StackedRNNCells needs at least one cell")
      for (index, entry) in cells.enumerated() {
        try locating("cells/\(index)") { _ = try entry.cell() }
      }
    }
  }

  /// Keras's name of the class.
  public static let className = "StackedRNNCells"
  /// The options.
  public let configuration: Configuration

  /// Creates the stack from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Creates the stack from cells.
  public init(_ cells: [any CellLayer]) { self.init(.init(cells: cells.map { LayerEntry($0) })) }

  /// All cells, in order, under the names that Keras's files give them.
  public var stages: [CellStage] {
    var names = LayerNamer()
    return configuration.cells.flatMap { entry -> [CellStage] in
      let scopes = ["cells", names.next(entry.className.snakeCased())]
      guard let layer = entry.layer as? any CellLayer else { return [] }
      return layer.stages.map { stage in
        CellStage(
          scopes: scopes + stage.scopes, isTrainable: stage.isTrainable && entry.isTrainable,
          cell: stage.cell)
      }
    }
  }
}

extension LayerEntry {
  /// The cell that this entry holds, its options checked.
  ///
  /// - Throws: `UnrollError` if it holds another layer, or if an option does not fit.
  func cell() throws -> any CellLayer {
    guard let cell = layer as? any CellLayer else {
      throw UnrollError(
        .unsupported, "the layer is no cell of an RNN", found: className,
        hint: "cells are SimpleRNNCell, LSTMCell, GRUCell, and StackedRNNCells of these")
    }
    try Self.validate(cell)
    return cell
  }

  private static func validate<L: Layer>(_ layer: L) throws { try layer.configuration.validate() }
}
