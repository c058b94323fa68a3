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

  init(customLayers: [any Layer.Type]) {
    registry = .builtin.adding(customLayers)
    options = LayerOptions(registry: registry, customLayers: customLayers)
  }

  /// Reads the object that describes a model.
  ///
  /// - Throws: `UnrollError` with the path of the layer that is not supported.
  mutating func sequential(_ description: JSONValue) throws -> Sequential {
    let chain = try ChainDescription(description)
    guard chain.layers.count <= Self.mostLayers else {
      throw UnrollError(
        .limitExceeded, "the model has too many layers", expected: "at most \(Self.mostLayers)",
        found: "\(chain.layers.count)")
    }
    let entries = try chain.layers.enumerated().map { index, layer in
      try locating("layers/\(index)") { try entry(layer) }
    }
    let readsTokens = entries.first.map { type(of: $0.layer).readsTokens } ?? false
    let input = try InputReader(chain).input(isTokens: readsTokens)
    let sequential = Sequential(input: input, entries: entries, name: chain.name)
    try ModelBudget.check(sequential)
    return sequential
  }

  private mutating func entry(_ layer: JSONValue) throws -> LayerEntry {
    try options.checkOrigin(layer)
    let entry = try LayerEntry(layer, registry: registry)
    notes += try options.check(layer, readAs: entry)
    return entry
  }
}

/// The list of layers in the description of a model, whatever dialect it is in.
struct ChainDescription {
  /// The name of the model.
  let name: String
  /// The layers without the input layer.
  let layers: [JSONValue]
  /// The options of the input layer, if there is one.
  let inputLayer: JSONValue?
  /// The description of the model around the list.
  let description: JSONValue

  init(_ description: JSONValue) throws {
    self.description = description
    let list = try Self.list(description)
    name = description["config"]?["name"]?.string ?? "sequential"
    let startsWithInput = list.first?["class_name"]?.string == "InputLayer"
    inputLayer = startsWithInput ? list.first?["config"] ?? .object([:]) : nil
    layers = Array(list.dropFirst(startsWithInput ? 1 : 0))
    guard !layers.isEmpty else {
      throw UnrollError(.unsupported, "the model has no layers")
    }
  }

  private static func list(_ description: JSONValue) throws -> [JSONValue] {
    if let layers = description.array { return layers }
    guard let className = description["class_name"]?.string else {
      throw UnrollError(
        .corruptFile, "this JSON text does not describe a Keras model",
        expected: "an object with class_name and config")
    }
    guard className == "Sequential" else {
      let isFunctional = ["Functional", "Model"].contains(className)
      throw UnrollError(
        .unsupported,
        isFunctional
          ? "functional models are not supported"
          : "models of the class \(className.printableName) are not supported",
        expected: "Sequential", found: className.printableName,
        hint: "build the model as a Sequential chain of layers")
    }
    // Until Keras 2.2 the options of a chain were the list itself.
    guard let layers = description["config"]?["layers"]?.array ?? description["config"]?.array
    else { throw UnrollError(.corruptFile, "the description of the model lists no layers") }
    return layers
  }
}
