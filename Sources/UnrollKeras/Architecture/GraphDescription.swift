import UnrollArchive
import UnrollNN
import UnrollTensor

/// The layers and calls in the description of a graph, in the dialects of Keras 2 and 3.
struct GraphDescription {
  /// The most calls of one layer.
  private static let mostCalls = 1_024

  /// The layers with the inputs among them.
  let layers: [JSONValue]
  /// The names of the steps that compute masks, which Keras lists among the layers.
  private let operations: Set<String>
  private let modelName: String
  private let names: [String]
  private let positions: [String: Int]
  private let inputs, outputs: JSONValue

  init(_ description: JSONValue) throws {
    guard let config = description["config"], let list = config["layers"]?.array,
      let inputs = config["input_layers"], let outputs = config["output_layers"]
    else {
      throw UnrollError(
        .corruptFile, "the description of the graph is not whole",
        expected: "layers, input_layers and output_layers")
    }
    (self.inputs, self.outputs) = (inputs, outputs)
    let (layers, operations) = Self.parted(list)
    (self.layers, self.operations) = (layers, operations)
    modelName = config["name"]?.string ?? "functional"
    names = try layers.enumerated().map { index, layer in
      guard let name = layer["name"]?.string ?? layer["config"]?["name"]?.string else {
        throw UnrollError(
          .corruptFile, "a layer of the graph has no name", path: ["layers/\(index)"],
          expected: "name")
      }
      return name
    }
    positions = Dictionary(zip(names, names.indices)) { first, _ in first }
  }

  /// Layers, and the names of bare operations, which Keras 3 lists where masks are computed.
  private static func parted(_ layers: [JSONValue]) -> ([JSONValue], Set<String>) {
    let isOperation = { (layer: JSONValue) in
      let module = layer["module"]?.string ?? ""
      return module.hasPrefix("keras.src.ops") || module.hasPrefix("keras.ops")
    }
    let names = layers.filter(isOperation).compactMap { $0["name"]?.string }
    return (layers.filter { !isOperation($0) }, Set(names))
  }

  /// The name of a layer.
  func name(_ index: Int) -> String { names[index] }

  /// Puts the graph together.
  ///
  /// - Throws: `UnrollError` if inputs or outputs name what is not there.
  func functional(_ elements: [Functional.Element]) throws -> Functional {
    let (read, written) = (try ends(inputs, "input_layers"), try ends(outputs, "output_layers"))
    let inputs = read.tensors.map(\.layer)
    let outputs = try written.tensors.map { try counted($0, elements) }
    for layer in inputs where elements[layer].input == nil {
      throw UnrollError(
        .unsupported, "an input of the graph is the output of a layer", path: [names[layer]],
        hint: "begin the model with keras.Input")
    }
    for (layer, element) in elements.enumerated()
    where element.input != nil && !inputs.contains(layer) {
      throw UnrollError(
        .corruptFile, "an input layer is missing among the inputs of the model",
        path: [names[layer].printableName])
    }
    return Functional(
      name: modelName, elements: elements, inputs: inputs, outputs: outputs,
      keys: (read.keys, written.keys))
  }

  /// The number that Keras 3 gives to the first call of a layer where it lists the outputs of a
  /// graph: a graph inside has a place there for the call that made it; elsewhere all count from 0.
  static func firstCall(of className: String?) -> Int { className == "Functional" ? 1 : 0 }

  /// An output with its call counted from 0; for 0 where 1 is the first, Keras takes the last.
  private func counted(
    _ output: Functional.Tensor, _ elements: [Functional.Element]
  ) throws -> Functional.Tensor {
    let element = elements[output.layer]
    let call = output.call - Self.firstCall(of: element.entry?.className)
    return .init(
      layer: output.layer, call: call < 0 ? max(element.calls.count - 1, 0) : call,
      output: output.output)
  }

  /// The values that inputs or outputs name: one, a list, or a dictionary of them.
  private func ends(
    _ value: JSONValue, _ key: String
  ) throws -> (tensors: [Functional.Tensor], keys: [String]?) {
    try locating(key) {
      if let members = value.object {
        // The order of a dictionary is lost in some readers; Keras sorts the keys.
        let keys = members.keys.sorted()
        return (try keys.flatMap { try tensors(members[$0] ?? .null) }, keys)
      }
      let found = try tensors(value)
      guard !found.isEmpty else {
        throw UnrollError(
          .corruptFile, "the list is empty", expected: "a layer, its call and its output")
      }
      return (found, nil)
    }
  }

  /// All values in a tree of lists whose leaves are `[layer, call, output]`.
  private func tensors(_ value: JSONValue) throws -> [Functional.Tensor] {
    guard let list = value.array else { throw Self.isNoTensor }
    if list.first?.string != nil { return [try tensor(list)] }
    return try list.flatMap { try tensors($0) }
  }

  private func tensor(_ history: [JSONValue]) throws -> Functional.Tensor {
    guard history.count >= 3, let name = history[0].string, let call = history[1].integer,
      let output = history[2].integer, call >= 0, output >= 0
    else { throw Self.isNoTensor }
    guard !operations.contains(name) else {
      throw UnrollError(
        .unsupported, "an operation among the layers is not supported", found: name.printableName,
        hint: "use layers in place of keras.ops; masks come from Masking or Embedding")
    }
    guard let layer = positions[name] else {
      throw UnrollError(
        .corruptFile, "the graph reads a layer that it does not have", found: name.printableName)
    }
    return .init(layer: layer, call: call, output: output)
  }

  private static var isNoTensor: UnrollError {
    UnrollError(
      .corruptFile, "the graph does not say where a value comes from",
      expected: "a layer, the number of its call and of its output")
  }
}

extension GraphDescription {
  /// The calls of a layer.
  ///
  /// - Throws: `UnrollError` if a call reads what is not there, or takes what is not supported.
  func calls(of index: Int) throws -> [Functional.Call] {
    guard let nodes = layers[index]["inbound_nodes"]?.array, !nodes.isEmpty else {
      throw UnrollError(
        .corruptFile, "a layer of the graph is never used", path: [names[index].printableName],
        expected: "inbound_nodes with a call", found: layers[index]["inbound_nodes"]?.brief)
    }
    guard nodes.count <= Self.mostCalls else {
      throw UnrollError(
        .limitExceeded, "the layer is used too often", path: [names[index].printableName],
        expected: "at most \(Self.mostCalls) times", found: "\(nodes.count)")
    }
    return try locating(names[index].printableName) {
      try nodes.map { $0.object == nil ? try oldCall($0) : try call($0) }
    }
  }

  /// A call as Keras 3 writes it: positional arguments and keywords.
  private func call(_ node: JSONValue) throws -> Functional.Call {
    var call = Functional.Call(try arguments(node["args"] ?? .array([])))
    for (key, value) in (node["kwargs"]?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
      try add(key, value, to: &call)
    }
    guard !call.inputs.isEmpty else {
      throw UnrollError(.unsupported, "a call of the layer reads no value of the graph")
    }
    return call
  }

  private func add(_ key: String, _ value: JSONValue, to call: inout Functional.Call) throws {
    if key == "mask" {
      // Layers find the masks of what they read; the plan holds that against the file.
      if !Self.isDefault(value) { call.options["mask"] = .bool(true) }
      return
    }
    let values = try arguments(value)
    if values.isEmpty {
      if Self.isDefault(value) || key == "training" { return }
      call.options[key] = value
    } else if key == "initial_state" || key == "inputs" || key == "sequences" {
      call.inputs += values
    } else {
      throw UnrollError(
        .unsupported, "a value of the graph as the argument \(key.printableName) is not supported",
        hint: "masks come from Masking or Embedding(mask_zero=True)")
    }
  }

  private static func isDefault(_ value: JSONValue) -> Bool {
    if let list = value.array { return list.allSatisfy(isDefault) }
    return value == .null || value == .bool(false)
  }

  /// All values of the graph in a tree of lists; other arguments are looked at by keyword only.
  private func arguments(_ value: JSONValue) throws -> [Functional.Tensor] {
    if let list = value.array { return try list.flatMap { try arguments($0) } }
    guard value["class_name"]?.string == "__keras_tensor__" else { return [] }
    guard let history = value["config"]?["keras_history"]?.array else { throw Self.isNoTensor }
    return [try tensor(history)]
  }

  /// A call as Keras 2 wrote it: a list of `[layer, call, output, keywords]`.
  private func oldCall(_ node: JSONValue) throws -> Functional.Call {
    guard let list = node.array else { throw Self.isNoTensor }
    let items = list.first?.string == nil ? list : [node]
    var call = Functional.Call([])
    for item in items {
      guard let history = item.array else { throw Self.isNoTensor }
      call.inputs.append(try tensor(history))
      for (key, value) in (history.count > 3 ? history[3].object ?? [:] : [:])
        .sorted(by: { $0.key < $1.key })
      {
        try addOld(key, value, to: &call)
      }
    }
    return call
  }

  private func addOld(_ key: String, _ value: JSONValue, to call: inout Functional.Call) throws {
    if let list = value.array, !list.isEmpty {
      guard key == "initial_state" else {
        throw UnrollError(
          .unsupported,
          "a value of the graph as the argument \(key.printableName) is not supported")
      }
      call.inputs += try tensors(value)
    } else if !Self.isDefault(value), key != "training" {
      call.options[key] = value
    }
  }
}
