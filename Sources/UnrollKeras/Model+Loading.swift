public import UnrollNN
import UnrollTensor

extension Model {
  /// Reads a model that Keras or Unroll saved.
  ///
  /// The ending of the name decides: `.keras`, `.h5` for a whole model in the format of Keras 2, or
  /// `.json` for a description whose weights lie in a file beside it (`model.weights.h5` beside
  /// `model.json`) or in `weights`. Files of Keras 2 and 3 are read. Where a compile
  /// configuration is not supported, the model comes without; ``loadWithNotes(_:weights:customLayers:)``
  /// tells so.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - weights: a file to take the weights from: `.weights.h5`, `.weights.json` for weights in
  ///     several files, `.h5` of Keras 2, or `.keras`.
  ///   - customLayers: layers beyond Unroll's own, found by their `className`.
  ///   - selfCheck: whether a `.keras` file that carries answers of its model is held to them.
  /// - Returns: the model with its weights.
  /// - Throws: `UnrollError` that names file, layer and weight, or the output that differs from what
  ///   the file says.
  public static func load(
    _ path: String, weights: String? = nil, customLayers: [any Layer.Type] = [],
    selfCheck: Bool = true
  ) throws -> Model {
    try loadWithNotes(
      path, weights: weights, customLayers: customLayers, selfCheck: selfCheck
    ).model
  }

  /// Reads a model that Keras or Unroll saved, and tells what was left out.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - weights: a file to take the weights from: `.weights.h5`, `.weights.json` for weights in
  ///     several files, `.h5` of Keras 2, or `.keras`.
  ///   - customLayers: layers beyond Unroll's own, found by their `className`.
  ///   - selfCheck: whether a `.keras` file that carries answers of its model is held to them; one
  ///     whose weights are replaced by `weights` never is.
  /// - Returns: the model, notes on what was left out, and the archive with its assets.
  /// - Throws: `UnrollError` that names file, layer and weight, or the output that differs from what
  ///   the file says.
  public static func loadWithNotes(
    _ path: String, weights: String? = nil, customLayers: [any Layer.Type] = [],
    selfCheck: Bool = true
  ) throws -> LoadedModel {
    switch try KerasFileKind(path) {
    case .archive:
      return try load(
        KerasArchive(path: path), weights: weights.map(WeightFile.init(path:)),
        customLayers: customLayers, selfCheck: selfCheck)
    case .json:
      let text = try KerasFileKind.text(path)
      let document = try locating(path) { try JSONDocument(text) }
      let file = try WeightFile(path: weights ?? KerasFileKind.existingWeights(beside: path))
      return try ModelReader(customLayers: customLayers)
        .model(document.value, place: [path], file)
    case .weights:
      throw UnrollError(
        .unsupported, "this file holds weights without an architecture", path: [path],
        expected: "a .keras, .json or .h5 file",
        hint: "name the .json or .keras file, and this one as its weights")
    case .wholeModel:
      let file = try WholeModelFile(path: path)
      let weights = try weights.map(WeightFile.init(path:)) ?? file.weights
      return try ModelReader(customLayers: customLayers)
        .model(file.description, place: [path, LegacyLayout.modelConfig], weights)
    }
  }

  /// Reads a model from an archive that is open, or in memory.
  ///
  /// - Parameters:
  ///   - archive: the archive.
  ///   - customLayers: layers beyond Unroll's own, found by their `className`.
  ///   - selfCheck: whether an archive that carries answers of its model is held to them.
  /// - Returns: the model, notes on what was left out, and the archive.
  /// - Throws: `UnrollError` that names file, layer and weight, or the output that differs from what
  ///   the file says.
  public static func load(
    _ archive: KerasArchive, customLayers: [any Layer.Type] = [], selfCheck: Bool = true
  ) throws -> LoadedModel {
    try load(archive, weights: nil, customLayers: customLayers, selfCheck: selfCheck)
  }

  /// Reads a model from a description and weights in memory.
  ///
  /// - Parameters:
  ///   - json: the text of `model.to_json()`.
  ///   - weights: the bytes of a `.weights.h5` file.
  ///   - customLayers: layers beyond Unroll's own, found by their `className`.
  /// - Returns: the model, and notes on what was left out.
  /// - Throws: `UnrollError` that names layer and weight.
  public static func load(
    json: String, weights: [UInt8], customLayers: [any Layer.Type] = []
  ) throws -> LoadedModel {
    let document = try locating("JSON") { try JSONDocument(Array(json.utf8)) }
    return try ModelReader(customLayers: customLayers)
      .model(document.value, place: ["JSON"], WeightFile(image: weights, name: "weights"))
  }

  private static func load(
    _ archive: KerasArchive, weights: WeightFile?, customLayers: [any Layer.Type],
    selfCheck: Bool
  ) throws -> LoadedModel {
    let loaded = try ModelReader(customLayers: customLayers).model(
      archive.config().value, place: [archive.path, KerasArchive.Member.config],
      weights ?? archive.weights(), version: archive.kerasVersion(), archive: archive)
    guard selfCheck, weights == nil,
      let note = try SelfCheck.verify(loaded.model, of: archive)
    else { return loaded }
    return LoadedModel(
      model: loaded.model, notes: loaded.notes + [note], archive: archive,
      compilationFault: loaded.compilationFault)
  }

  /// Replaces all weights by those of a file, or none if one does not fit.
  ///
  /// - Parameter path: the file: `.weights.h5`, `.weights.json` for weights in several files, `.h5`
  ///   of Keras 2, or `.keras`.
  /// - Returns: notes on what was left out, such as the state of another optimizer.
  /// - Throws: `UnrollError` that names file, weight and layer.
  @discardableResult
  public func loadWeights(from path: String) throws -> [LoadNote] {
    let file = try WeightFile(path: path)
    let values = try file.weights(of: architecture, parameters.parameters)
    try locating(path) { try parameters.replaceAll(values) }
    return try locating(path) { try OptimizerVariables.restore(self, from: file) }
      .map { [$0.within(path)] } ?? []
  }
}

extension Architecture {
  /// Reads an architecture without weights from a `.json`, `.keras` or `.h5` file.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - customLayers: layers beyond Unroll's own, found by their `className`.
  /// - Returns: the architecture.
  /// - Throws: `UnrollError` that names file and layer.
  public static func load(
    _ path: String, customLayers: [any Layer.Type] = []
  ) throws -> Architecture {
    var reader = ArchitectureReader(customLayers: customLayers)
    switch try KerasFileKind(path) {
    case .archive:
      let archive = try KerasArchive(path: path)
      let (document, version) = (try archive.config(), try archive.kerasVersion())
      return try locating(path) {
        try locating(KerasArchive.Member.config) {
          try reader.architecture(Dialect.modern(document.value, version: version))
        }
      }
    case .wholeModel:
      let description = try WholeModelFile(path: path).description
      return try locating(path) {
        try locating(LegacyLayout.modelConfig) {
          try reader.architecture(Dialect.modern(description))
        }
      }
    case .json, .weights:
      let text = try KerasFileKind.text(path)
      return try locating(path) {
        try reader.architecture(Dialect.modern(JSONDocument(text).value))
      }
    }
  }
}
