/// Adds inputs and layers to a graph.
///
/// ```swift
/// let graph = Functional { graph in
///   let question = graph.input(.tokens(time: 20), name: "question")
///   let words = graph.add(Embedding(inputDim: 1_000, outputDim: 32), to: question)
///   let summary = graph.add(LSTM(32), to: words)
///   return [graph.add(Dense(1, activation: .sigmoid), to: summary)]
/// }
/// ```
public struct FunctionalBuilder: Sendable {
  private(set) var elements: [Functional.Element] = []
  private(set) var inputs: [Int] = []

  /// A layer of the graph that may be used again, with the same weights.
  public struct SharedLayer: Sendable {
    let position: Int
    let outputCount: Int
  }

  /// Adds an input.
  ///
  /// - Parameters:
  ///   - input: what the model reads.
  ///   - name: the name; nil for Keras's `input_layer`, numbered.
  /// - Returns: the value of the input.
  public mutating func input(_ input: Input, name: String? = nil) -> Functional.Tensor {
    var input = input
    input.name = name ?? (inputs.isEmpty ? "input_layer" : "input_layer_\(inputs.count)")
    inputs.append(elements.count)
    elements.append(.init(input))
    return .init(layer: elements.count - 1, call: 0, output: 0)
  }

  /// Adds a layer without using it yet.
  public mutating func layer(_ entry: LayerEntry) -> SharedLayer {
    elements.append(.init(entry))
    return SharedLayer(position: elements.count - 1, outputCount: entry.layer.outputCount)
  }

  /// Uses a layer on some values.
  ///
  /// - Returns: all that the layer puts out.
  public mutating func call(
    _ layer: SharedLayer, on values: [Functional.Tensor]
  ) -> [Functional.Tensor] {
    let number = elements[layer.position].calls.count
    elements[layer.position].calls.append(.init(values))
    return (0..<layer.outputCount).map {
      .init(layer: layer.position, call: number, output: $0)
    }
  }

  /// Adds a layer that reads one value or several, and puts out one.
  ///
  /// - Returns: its output; of several outputs the first.
  public mutating func add(
    _ layer: some Layer, to values: Functional.Tensor...
  ) -> Functional.Tensor { add(LayerEntry(layer), to: values)[0] }

  /// Adds a layer with all that it reads.
  ///
  /// - Returns: all that the layer puts out.
  public mutating func add(
    _ entry: LayerEntry, to values: [Functional.Tensor]
  ) -> [Functional.Tensor] {
    let shared = layer(entry)
    return call(shared, on: values)
  }
}
