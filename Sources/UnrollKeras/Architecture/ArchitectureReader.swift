import UnrollArchive
import UnrollNN
import UnrollTensor

/// Makes an architecture from Keras's description of a model, in the dialects of Keras 1 to 3.
struct ArchitectureReader {
  /// The most layers of a model.
  static let mostLayers = 512

  private let registry: LayerRegistry
  private let options: LayerOptions
  /// What was left out so far.
  private(set) var notes: [LoadNote] = []
  private var layersRead = 0

  init(customLayers: [any Layer.Type]) {
    registry = .builtin.adding(customLayers)
    options = LayerOptions(registry: registry, customLayers: customLayers)
  }

  /// Reads the object that describes a model, and the models inside it.
  ///
  /// - Throws: `UnrollError` with the path of the layer that is not supported.
  mutating func architecture(_ description: JSONValue) throws -> Architecture {
    try advising(Self.hint) {
      let architecture = try model(description).markingTokens()
      try ModelBudget.check(architecture)
      return architecture
    }
  }

  /// What to do about all that nobody below knows a better way out of.
  static let hint = "correct the description, or save the model again with Keras"

  private mutating func model(_ description: JSONValue) throws -> Architecture {
    if Self.isGraph(description) { return .functional(try functional(description)) }
    return .sequential(try sequential(description))
  }

  private static func isGraph(_ description: JSONValue) -> Bool {
    ["Functional", "Model"].contains(description["class_name"]?.string)
  }

  private mutating func sequential(_ description: JSONValue) throws -> Sequential {
    let chain = try ChainDescription(description)
    let entries = try chain.layers.enumerated().map { index, layer in
      try locating("layers/\(index)") { try entry(layer) }
    }
    let input = try InputReader(chain).input()
    return Sequential(input: input, entries: entries, name: chain.name)
  }

  private mutating func functional(_ description: JSONValue) throws -> Functional {
    let graph = try GraphDescription(description)
    let elements = try graph.layers.enumerated().map { index, layer in
      try locating("layers/\(index)") {
        guard layer["class_name"]?.string != "InputLayer" else {
          try countLayer()
          return Functional.Element(try InputReader(layer: layer, graph.name(index)).input())
        }
        var entry = try self.entry(layer)
        entry.name = graph.name(index)
        return Functional.Element(entry, calls: try graph.calls(of: index))
      }
    }
    return try graph.functional(elements)
  }

  private mutating func entry(_ layer: JSONValue) throws -> LayerEntry {
    try countLayer()
    if layer["class_name"]?.string == "Sequential" || Self.isGraph(layer) {
      let config = layer["config"]
      let name = layer["name"]?.string ?? config?["name"]?.string
      let inner = try locating(ifNamed: name?.printableName) { try model(layer) }
      return LayerEntry(
        NestedModel(inner), name: name, isTrainable: config?["trainable"]?.bool ?? true)
    }
    try options.checkOrigin(layer)
    let entry = try LayerEntry(layer, registry: registry)
    notes += try options.check(layer, readAs: entry)
    return entry
  }

  private mutating func countLayer() throws {
    layersRead += 1
    guard layersRead <= Self.mostLayers else {
      throw UnrollError(
        .limitExceeded, "the model has too many layers", expected: "at most \(Self.mostLayers)",
        hint: "inputs, and the layers of models inside, count too")
    }
  }
}
