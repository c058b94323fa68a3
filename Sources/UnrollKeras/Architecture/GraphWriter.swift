import UnrollNN
import UnrollTensor

/// Describes a graph of layers as Keras 3 does.
struct GraphWriter {
  private let graph: Functional
  private let names: [String]
  private let shapes: [Functional.Tensor: [Int?]]

  init(_ graph: Functional) throws {
    self.graph = graph
    names = graph.layerNames
    shapes = try Architecture.functional(graph).network().tensorShapes()
  }

  /// The object of the model.
  ///
  /// - Throws: `UnrollError` if an option holds a number that JSON cannot.
  func description() throws -> JSONValue {
    let inputs = graph.inputs.map { Functional.Tensor(layer: $0, call: 0, output: 0) }
    let config: [String: JSONValue] = [
      "name": .string(graph.name), "trainable": .bool(true),
      "layers": .array(try graph.elements.indices.map(layer)),
      "input_layers": ends(inputs, keys: graph.keys.inputs),
      "output_layers": ends(graph.outputs, keys: graph.keys.outputs),
    ]
    // Keras exports no `keras.Functional`: it finds the class by the module that defines it.
    var model = Envelope.object("keras.src.models.functional", "Functional", .object(config))
    model["registered_name"] = .string("Functional")
    return model
  }

  private func layer(_ index: Int) throws -> JSONValue {
    let element = graph.elements[index]
    var layer: JSONValue
    if let entry = element.entry {
      layer = try ArchitectureWriter.layer(entry, name: names[index])
    } else {
      layer = ArchitectureWriter.inputLayer(element.input ?? .vector(1))
    }
    layer["name"] = .string(names[index])
    layer["inbound_nodes"] = .array(
      try element.calls.map { try call($0, of: element.entry) })
    return layer
  }

  private func call(_ call: Functional.Call, of entry: LayerEntry?) throws -> JSONValue {
    var keywords = call.options
    // Keras computes masks anew from the layers that make them.
    let namesMask = keywords.removeValue(forKey: "mask") != nil
    let values = call.inputs.map(value)
    let keyword = entry.flatMap { type(of: $0.layer).furtherInputsKeyword }
    let arguments: JSONValue
    if values.count == 1 {
      arguments = values[0]
    } else if let keyword {
      // Beside initial states Keras takes a mask only if the call names it.
      guard !namesMask else {
        throw UnrollError(
          .unsupported, "a mask given beside \(keyword) cannot be written",
          path: [entry?.name ?? entry?.className ?? ""])
      }
      arguments = values[0]
      let further = Array(values.dropFirst())
      keywords[keyword] = .array(entry?.layer.grouped(furtherInputs: further) ?? further)
    } else {
      arguments = .array(values)
    }
    return .object(["args": .array([arguments]), "kwargs": .object(keywords)])
  }

  private func value(_ tensor: Functional.Tensor) -> JSONValue {
    let input = graph.elements[tensor.layer].input
    return .object([
      "class_name": .string("__keras_tensor__"),
      "config": .object([
        "shape": ArchitectureWriter.shape(shapes[tensor] ?? []),
        "dtype": .string(input.map(ArchitectureWriter.dataType) ?? "float32"),
        "keras_history": history(tensor),
      ]),
    ])
  }

  private func history(_ tensor: Functional.Tensor) -> JSONValue {
    .array([
      .string(names[tensor.layer]), .integer(tensor.call), .integer(tensor.output),
    ])
  }

  /// Inputs or outputs: a dictionary if the model takes one, otherwise a list; a list of one is
  /// read by every Keras 3, a bare value only by the newer ones.
  private func ends(_ tensors: [Functional.Tensor], keys: [String]?) -> JSONValue {
    let ends = tensors.map { tensor in
      let entry = graph.elements[tensor.layer].entry
      return history(
        .init(
          layer: tensor.layer, call: tensor.call + GraphDescription.firstCall(of: entry?.className),
          output: tensor.output))
    }
    if let keys { return .object(Dictionary(zip(keys, ends)) { first, _ in first }) }
    return .array(ends)
  }
}
