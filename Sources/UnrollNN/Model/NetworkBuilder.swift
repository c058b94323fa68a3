import UnrollTensor

/// Lays a model and the models inside it out into one ``Network``.
struct NetworkBuilder {
  /// Where the layers of a model went: a layer, or the layers of a model inside.
  private indirect enum Place {
    case input
    case layer(Int)
    case model(Architecture, [Place])

    /// All layers of the place; they follow each other.
    var layers: [Int] {
      switch self {
      case .input: []
      case .layer(let index): [index]
      case .model(_, let places): places.flatMap(\.layers)
      }
    }
  }

  /// The most calls of layers and of models.
  ///
  /// A model that calls a model many times, which calls
  /// another many times, and so on, unfolds to more than any memory holds.
  private static let mostCalls = 4096

  private var layers: [Network.Layer] = []
  private var calls: [Network.Call] = []
  /// The calls of layers and of models so far.
  private var called = 0
  /// How many models stand around the one that is being called.
  private var depth = 0
  /// What became of the values of the outermost model.
  private var tensors: [Functional.Tensor: Network.Value] = [:]

  /// Lays out a model.
  static func network(_ architecture: Architecture) throws -> Network {
    var builder = NetworkBuilder()
    let places = try builder.place(architecture, path: [], isTrainable: true)
    let inputs = architecture.inputs
    let values = inputs.indices.map { Network.Value.input($0) }
    var outputs = try builder.call(architecture, places, values)
    if case .functional = architecture {
      outputs = outputs.map { builder.computed($0, inputs) }
    }
    let elements = places.map { place in
      let layers = place.layers
      return layers.isEmpty ? 0..<0 : layers[0]..<(layers[0] + layers.count)
    }
    return Network(
      inputs: inputs, layers: builder.layers, calls: builder.calls, outputs: outputs,
      elements: elements, tensors: builder.tensors)
  }

  /// The value, or a copy of it if it is an input that the model puts out as it came.
  private mutating func computed(_ value: Network.Value, _ inputs: [Input]) -> Network.Value {
    guard case .input(let index) = value, !inputs[index].isTokens else { return value }
    let copy = LayerEntry(Identity())
    layers.append(.init(entry: copy, name: inputs[index].name, path: [], isTrainable: false))
    calls.append(.init(layer: layers.count - 1, inputs: [value], options: [:]))
    return .output(call: calls.count - 1, index: 0)
  }

  /// Notes the layers of a model in Keras's order.
  private mutating func place(
    _ architecture: Architecture, path: [String], isTrainable: Bool
  ) throws -> [Place] {
    let names = architecture.layerNames
    try Self.refuseDuplicates(names)
    return try zip(architecture.elements, names).map { element, name in
      guard let entry = element.entry else { return .input }
      try locating((path + [name]).joined(separator: "/")) { try entry.refuseInnerActivities() }
      let trains = isTrainable && entry.isTrainable
      if let model = entry.layer as? NestedModel {
        let inner = model.configuration.architecture
        return .model(inner, try place(inner, path: path + [name], isTrainable: trains))
      }
      layers.append(.init(entry: entry, name: name, path: path, isTrainable: trains))
      return .layer(layers.count - 1)
    }
  }

  private static func refuseDuplicates(_ names: [String]) throws {
    let duplicates = Dictionary(grouping: names) { $0 }.filter { $1.count > 1 }
    try require(
      duplicates.isEmpty, "every layer needs a name of its own",
      found: duplicates.keys.sorted().joined(separator: ", "))
  }

  /// Adds the calls of a model that reads `inputs`.
  ///
  /// - Returns: what the model puts out.
  private mutating func call(
    _ architecture: Architecture, _ places: [Place], _ inputs: [Network.Value]
  ) throws -> [Network.Value] {
    guard inputs.count == architecture.inputs.count else {
      throw UnrollError(
        .invalidConfiguration, "a model inside the model is given another number of inputs",
        path: [architecture.name], expected: "\(architecture.inputs.count)",
        found: "\(inputs.count)")
    }
    switch architecture {
    case .sequential:
      return try places.enumerated().reduce(inputs) { values, element in
        let results = try call(element.element, values, options: [:])
        if case .layer(let index) = element.element, results.count > 1 {
          throw UnrollError(
            .unsupported, "a layer with several outputs does not fit into a chain",
            path: [layers[index].fullName], found: "\(results.count)",
            hint: "use a functional model, or one output: return_state False, merge_mode not None")
        }
        for (index, value) in results.enumerated() {
          note(.init(layer: element.offset, call: 0, output: index), value)
        }
        return results
      }
    case .functional(let functional):
      return try call(functional, places, inputs)
    }
  }

  /// Adds one call of a layer, or all calls of a model.
  private mutating func call(
    _ place: Place, _ inputs: [Network.Value], options: [String: JSONValue]
  ) throws -> [Network.Value] {
    called += 1
    guard called <= Self.mostCalls else {
      throw UnrollError(
        .limitExceeded, "the model calls its layers too often",
        expected: "at most \(Self.mostCalls) calls",
        hint: "calls of layers inside a model count each time that the model is called")
    }
    switch place {
    case .input: return inputs
    case .model(let inner, let places):
      depth += 1
      defer { depth -= 1 }
      return try call(inner, places, inputs)
    case .layer(let index):
      calls.append(.init(layer: index, inputs: inputs, options: options))
      let count = layers[index].entry.layer.outputCount
      return (0..<count).map { .output(call: calls.count - 1, index: $0) }
    }
  }

  private mutating func call(
    _ functional: Functional, _ places: [Place], _ inputs: [Network.Value]
  ) throws -> [Network.Value] {
    var values: [Functional.Tensor: Network.Value] = [:]
    for (position, element) in functional.inputs.enumerated() {
      values[.init(layer: element, call: 0, output: 0)] = inputs[position]
    }
    for id in try functional.callOrder() {
      let (layer, number) = (id.layer, id.number)
      let next = functional.elements[layer].calls[number]
      let read = try next.inputs.map { try Self.find($0, values, functional) }
      let results = try call(places[layer], read, options: next.options)
      for (index, value) in results.enumerated() {
        values[.init(layer: layer, call: number, output: index)] = value
      }
    }
    for (tensor, value) in values { note(tensor, value) }
    return try functional.outputs.map { try Self.find($0, values, functional) }
  }

  private mutating func note(_ tensor: Functional.Tensor, _ value: Network.Value) {
    if depth == 0 { tensors[tensor] = value }
  }

  private static func find(
    _ tensor: Functional.Tensor, _ values: [Functional.Tensor: Network.Value],
    _ functional: Functional
  ) throws -> Network.Value {
    if let value = values[tensor] { return value }
    throw UnrollError(
      .invalidConfiguration, "the graph reads an output that its layer does not have",
      path: [functional.layerNames[tensor.layer]], found: "output \(tensor.output)")
  }
}
