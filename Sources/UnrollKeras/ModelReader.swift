import UnrollNN
import UnrollTensor

/// Puts a model together from its description and its weights.
struct ModelReader {
  private let customLayers: [any Layer.Type]

  init(customLayers: [any Layer.Type]) { self.customLayers = customLayers }

  /// Makes the model.
  ///
  /// - Parameters:
  ///   - description: the object that describes the model.
  ///   - place: where the description stands, outermost first.
  ///   - weights: the file of its weights.
  ///   - version: the version of Keras, if it stands elsewhere than in the description.
  ///   - archive: the archive that all this comes from.
  /// - Returns: the model with its weights, and notes on what was left out.
  /// - Throws: `UnrollError` that names file, layer and weight.
  func model(
    _ description: JSONValue, place: [String], _ weights: WeightFile,
    version: String? = nil, archive: KerasArchive? = nil
  ) throws -> LoadedModel {
    let description = try locating(all: place) {
      try Dialect.modern(description, version: version)
    }
    var reader = ArchitectureReader(customLayers: customLayers)
    let architecture = try locating(all: place) { try reader.architecture(description) }
    let model = try Model(architecture) { store in
      try store.replaceAll(weights.weights(of: architecture, store.parameters))
    }
    var notes = reader.notes
    var fault: UnrollError?
    if let config = description["compile_config"], config["optimizer"] != nil {
      do {
        model.compilation = try CompilationReader.compilation(
          config, outputs: model.architecture.outputNames)
      } catch let error as UnrollError {
        fault = (place + ["compile_config"]).reversed().reduce(error) { $0.within($1) }
        notes.append(
          LoadNote(
            "the model comes uncompiled: \(error); files that are written keep its compilation",
            path: ["compile_config"]))
        model.keptCompilation = try locating(weights.name) {
          try KeptCompilation(config, optimizer: weights.optimizer())
        }
      }
    }
    notes = notes.map { note in place.reversed().reduce(note) { $0.within($1) } }
    let left = try locating(weights.name) {
      try OptimizerVariables.restore(model, from: weights)
    }
    notes += left.map { [$0.within(weights.name)] } ?? []
    return LoadedModel(
      model: model, notes: notes, archive: archive, compilationFault: fault)
  }
}

/// Runs `body` and puts several places in front of the path of its errors.
private func locating<Result>(
  all places: [String], _ body: () throws -> Result
) throws -> Result {
  do {
    return try body()
  } catch let error as UnrollError {
    throw places.reversed().reduce(error) { $0.within($1) }
  }
}
