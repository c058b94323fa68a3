import UnrollTensor

/// What a summary says of one layer.
public struct LayerSummary: Sendable, Equatable {
  /// The name of the layer.
  public let name: String
  /// Keras's name of its class.
  public let className: String
  /// The shapes of its outputs, batch first; nil where the data decides.
  public let outputShapes: [[Int?]]
  /// The number of its weights.
  public let parameterCount: Int
  /// Where its inputs come from, as Keras writes it: `lstm[0][0]`.
  public let connections: String

  /// The shapes as Keras writes them: `(None, 400, 50)`, several in brackets.
  var shapeText: String {
    let texts = outputShapes.map { shape in
      "(" + shape.map { $0.map(String.init) ?? "None" }.joined(separator: ", ")
        + (shape.count == 1 ? ",)" : ")")
    }
    return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
  }
}

extension Model {
  /// What a summary says of each layer; layers of models inside the model are not told apart.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned for the sizes that it leaves open.
  public func layerSummaries() throws -> [LayerSummary] {
    let shapes = try network.tensorShapes()
    let (elements, names) = (architecture.elements, architecture.layerNames)
    return elements.indices.map { index in
      let layers = network.elements[index]
      let count = parameters.parameters.filter { layers.contains($0.layerIndex) }
        .reduce(0) { $0 + $1.shape.count }
      return LayerSummary(
        name: names[index], className: elements[index].entry?.className ?? "InputLayer",
        outputShapes: shapes.ofLastCall(of: index), parameterCount: count,
        connections: elements[index].connections(names))
    }
  }

  /// The shapes of what the model puts out, batch first; nil where the data decides.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned for the sizes that it leaves open.
  public func outputShapes() throws -> [[Int?]] {
    let shapes = try network.tensorShapes()
    return network.outputs.map { output in
      network.tensors.first { $0.value == output }.flatMap { shapes[$0.key] } ?? [nil]
    }
  }
}

extension [Functional.Tensor: [Int?]] {
  /// The shapes that the last use of an element puts out.
  fileprivate func ofLastCall(of element: Int) -> [[Int?]] {
    let own = filter { $0.key.layer == element }
    let last = own.keys.map(\.call).max()
    return own.filter { $0.key.call == last }.sorted { $0.key.output < $1.key.output }
      .map(\.value)
  }
}

extension Functional.Element {
  fileprivate func connections(_ names: [String]) -> String {
    calls.flatMap(\.inputs).map { "\(names[$0.layer])[\($0.call)][\($0.output)]" }
      .joined(separator: ", ")
  }
}

extension Architecture {
  /// Whether a layer is used twice, reads several values, or stands beside another one.
  var isBranched: Bool {
    guard case .functional(let graph) = self else { return false }
    let isChain =
      graph.inputs.count == 1
      && graph.elements.allSatisfy { element in
        element.input != nil || (element.calls.count == 1 && element.calls[0].inputs.count == 1)
      }
    let read = graph.elements.flatMap { $0.calls.flatMap(\.inputs).map(\.layer) }
    return !isChain || Set(read).count < read.count
  }
}

extension Network {
  /// The shapes of the values of the architecture, batch first; nil where the data decides.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned.
  package func tensorShapes() throws -> [Functional.Tensor: [Int?]] {
    // What changes with the number of steps is what the data decides; of few steps, windows would
    // make one in any case.
    try withSomeSteps([64, 4096, 1]) { steps in
      let plans = try [steps, 2 * steps].map { try plan(steps: $0) }
      let batches = batches
      return try tensors.mapValues { value in
        let first = try shape(value, plans[0], steps)
        let second = try shape(value, plans[1], 2 * steps)
        let sizes = zip(first.dimensions, second.dimensions).dropFirst()
        return [batches[value] ?? nil] + sizes.map { $0 == $1 ? $0 : nil }
      }
    }
  }

  /// The number of samples of each value, where inputs before it fix that.
  private var batches: [Value: Int] {
    var batches: [Value: Int] = [:]
    for (index, input) in inputs.enumerated() { batches[.input(index)] = input.batch }
    for (index, call) in calls.enumerated() {
      guard let batch = call.inputs.lazy.compactMap({ batches[$0] }).first else { continue }
      for output in 0..<layers[call.layer].entry.layer.outputCount {
        batches[.output(call: index, index: output)] = batch
      }
    }
    return batches
  }

  private func shape(_ value: Value, _ plan: Plan, _ steps: Int) throws -> Shape {
    switch value {
    case .input(let index): try inputs[index].shape(batch: 1, time: steps)
    case .output(let call, let index): plan.nodes[call].layer.outputs[index].shape
    }
  }
}
