/// The description of a model without weights, in one of Keras's two forms.
public enum Architecture: Sendable, Equatable {
  /// A chain of layers.
  case sequential(Sequential)
  /// A graph of layers.
  case functional(Functional)

  /// The name of the model.
  public var name: String {
    switch self {
    case .sequential(let chain): chain.name
    case .functional(let graph): graph.name
    }
  }

  /// Keras's name of the class.
  public var className: String {
    switch self {
    case .sequential: "Sequential"
    case .functional: "Functional"
    }
  }

  /// What the model reads.
  public var inputs: [Input] {
    switch self {
    case .sequential(let chain): [chain.input]
    case .functional(let graph): graph.inputs.compactMap { graph.elements[$0].input }
    }
  }

  /// The names of the outputs, by which losses and metrics are told apart.
  public var outputNames: [String] {
    switch self {
    case .sequential(let chain): [chain.layerNames.last ?? chain.name]
    case .functional(let graph): graph.outputNames
    }
  }

  /// The layers of the model itself, those of models inside it not counted; for a graph together
  /// with its inputs.
  package var elements: [Functional.Element] {
    switch self {
    case .sequential(let chain): chain.entries.map { Functional.Element($0) }
    case .functional(let graph): graph.elements
    }
  }

  /// The names of ``elements``.
  package var layerNames: [String] {
    switch self {
    case .sequential(let chain): chain.layerNames
    case .functional(let graph): graph.layerNames
    }
  }

  /// The model as one flat graph.
  ///
  /// - Throws: `UnrollError` if the graph does not hold together.
  package func network() throws -> Network { try NetworkBuilder.network(self) }

  /// The same model with its inputs changed.
  package func withInputs(_ change: (inout Input) -> Void) -> Architecture {
    switch self {
    case .sequential(var chain):
      change(&chain.input)
      return .sequential(chain)
    case .functional(var graph):
      for index in graph.inputs where graph.elements[index].input != nil {
        graph.elements[index].input.map { input in
          var input = input
          change(&input)
          graph.elements[index].input = input
        }
      }
      return .functional(graph)
    }
  }

  /// The same model, its inputs marked as integers where only layers read them that look rows up.
  ///
  /// - Throws: `UnrollError` if the graph does not hold together.
  package func markingTokens() throws -> Architecture {
    var areTokens = try network().readTokens[...]
    return withInputs { $0.isTokens = areTokens.popFirst() ?? false }
  }
}
