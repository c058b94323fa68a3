import UnrollNN

/// The references between the layers of a graph that Keras 2 wrote: `[layer, call, output]`.
///
/// A model inside the graph that was built with inputs of its own has been called once before the
/// graph calls it, and Keras 2 counts that call, though it is no part of the graph. Here the calls
/// of every layer count from 0, as Keras 3 counts them.
enum GraphDialect {
  private static let models: Set<String> = ["Functional", "Model", "Sequential"]
  private static let keys = ["input_layers", "output_layers"]

  /// The options of a graph with calls that count as in Keras 3; those of a chain as they are.
  static func modern(_ options: [String: JSONValue]) -> [String: JSONValue] {
    guard let layers = options["layers"]?.array, options["output_layers"] != nil else {
      return options
    }
    let names = layers.filter { models.contains($0["class_name"]?.string ?? "") }
      .compactMap(name)
    let references = layers.compactMap { $0["inbound_nodes"] } + keys.compactMap { options[$0] }
    var first: [String: Int] = [:]
    for value in references { collect(value, &first) }
    first = first.filter { names.contains($0.key) }
    guard !first.isEmpty else { return options }
    // Keras 3 counts the calls of graphs from 1 where it lists outputs, and only there.
    let graphs = Set(layers.filter { $0["class_name"]?.string == "Functional" }.compactMap(name))
    let ends = Dictionary(
      uniqueKeysWithValues: first.map { name, call in
        (name, graphs.contains(name) ? call - 1 : call)
      })
    var options = options
    for key in keys { options[key] = options[key].map { shifted($0, ends) } }
    options["layers"] = .array(
      layers.map { layer in
        var layer = layer
        layer["inbound_nodes"] = layer["inbound_nodes"].map { shifted($0, first) }
        return layer
      })
    return options
  }

  private static func name(_ layer: JSONValue) -> String? {
    layer["name"]?.string ?? layer["config"]?["name"]?.string
  }

  /// No layer is called as often; beyond it the numbers below could leave their range.
  private static let mostCalls = 1 << 30

  /// The name and the call of a reference; nil for anything else.
  private static func reference(_ value: JSONValue) -> (name: String, call: Int)? {
    guard let list = value.array, list.count >= 3, let name = list[0].string,
      let call = list[1].integer, (0...mostCalls).contains(call), list[2].integer != nil
    else { return nil }
    return (name, call)
  }

  /// Notes the first call of each layer that is referred to.
  private static func collect(_ value: JSONValue, _ first: inout [String: Int]) {
    if let (name, call) = reference(value) { first[name] = min(first[name] ?? call, call) }
    for element in value.array ?? value.object.map({ Array($0.values) }) ?? [] {
      collect(element, &first)
    }
  }

  private static func shifted(_ value: JSONValue, _ first: [String: Int]) -> JSONValue {
    if let members = value.object { return .object(members.mapValues { shifted($0, first) }) }
    guard var list = value.array else { return value }
    list = list.map { shifted($0, first) }
    if let (name, call) = reference(value), let start = first[name] {
      list[1] = .integer(call - start)
    }
    return .array(list)
  }
}
