import UnrollTensor

/// A graph of layers: several inputs and outputs, layers that are used more than once.
///
/// - Keras: `keras.Model(inputs, outputs)`.
public struct Functional: Sendable, Equatable {
  /// A number that flows through the graph: an output of one call of a layer, or an input.
  public struct Tensor: Hashable, Sendable {
    /// The position of the layer or input among the elements.
    package let layer: Int
    /// Which of its calls, from 0 on.
    package let call: Int
    /// Which of its outputs.
    package let output: Int

    package init(layer: Int, call: Int, output: Int) {
      (self.layer, self.call, self.output) = (layer, call, output)
    }
  }

  /// One use of a layer.
  public struct Call: Sendable, Equatable {
    /// What the layer reads.
    package var inputs: [Tensor]
    /// Options of the call, by Keras's names.
    package var options: [String: JSONValue]

    package init(_ inputs: [Tensor], options: [String: JSONValue] = [:]) {
      (self.inputs, self.options) = (inputs, options)
    }
  }

  /// An input or a layer of the graph, with its calls.
  public struct Element: Sendable, Equatable {
    /// The input; nil for a layer.
    public internal(set) var input: Input?
    /// The layer; nil for an input.
    public let entry: LayerEntry?
    /// The uses of the layer.
    public internal(set) var calls: [Call] = []

    package init(_ input: Input) { (self.input, entry) = (input, nil) }
    package init(_ entry: LayerEntry, calls: [Call] = []) {
      (input, self.entry, self.calls) = (nil, entry, calls)
    }
  }

  /// The name of the model.
  public var name: String
  /// Inputs and layers in Keras's order.
  public internal(set) var elements: [Element]
  /// The positions of the inputs, in the order of the model's arguments.
  package internal(set) var inputs: [Int]
  /// What the model puts out.
  package internal(set) var outputs: [Tensor]
  /// Keras's names of inputs and outputs, if the model takes and gives dictionaries.
  package internal(set) var keys: (inputs: [String]?, outputs: [String]?)

  package init(
    name: String, elements: [Element], inputs: [Int], outputs: [Tensor],
    keys: (inputs: [String]?, outputs: [String]?) = (nil, nil)
  ) {
    (self.name, self.elements, self.inputs) = (name, elements, inputs)
    (self.outputs, self.keys) = (outputs, keys)
  }

  /// Builds a graph.
  ///
  /// - Parameters:
  ///   - name: the name of the model.
  ///   - build: adds inputs and layers, and returns what the model is to put out.
  public init(name: String = "functional", _ build: (inout FunctionalBuilder) -> [Tensor]) {
    var builder = FunctionalBuilder()
    let outputs = build(&builder)
    self.init(
      name: name, elements: builder.elements, inputs: builder.inputs, outputs: outputs)
  }

  /// The names of inputs and layers: their own, or Keras's automatic ones.
  public var layerNames: [String] {
    var namer = LayerNamer()
    return elements.map { element in
      element.input?.name ?? element.entry.map { namer.name($0) } ?? ""
    }
  }

  /// The keys of the outputs, or the names of the layers that they come from, numbered where one
  /// layer gives several.
  public var outputNames: [String] {
    if let keys = keys.outputs { return keys }
    let names = layerNames
    var namer = LayerNamer()
    return outputs.map { namer.next(names[$0.layer]) }
  }

  /// Whether both graphs are the same.
  public static func == (left: Functional, right: Functional) -> Bool {
    left.name == right.name && left.elements == right.elements && left.inputs == right.inputs
      && left.outputs == right.outputs && left.keys == right.keys
  }
}

private func == (
  left: (inputs: [String]?, outputs: [String]?), right: (inputs: [String]?, outputs: [String]?)
) -> Bool { left.inputs == right.inputs && left.outputs == right.outputs }
