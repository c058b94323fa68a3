import UnrollHDF5
import UnrollNN
import UnrollTensor

/// A whole model in one HDF5 file (`.h5`), as Keras 1 to 3 write it.
struct WholeModelFile {
  private static let trainingConfig = "training_config"

  /// The description of the model.
  let description: JSONValue
  /// The weights in the same file.
  let weights: WeightFile

  /// Opens a file.
  ///
  /// - Throws: `UnrollError` that names the file and the attribute that is missing or damaged.
  init(path: String) throws { try self.init(HDF5Reading.open(path), name: path) }

  /// Takes a file that is open.
  ///
  /// - Throws: `UnrollError` that begins with `name`, as for a file.
  init(_ file: HDF5File, name: String) throws {
    description = try locating(name) {
      try HDF5Reading.advised { try Self.description(file.root.attributes) }
    }
    weights = try WeightFile(file, name: name)
  }

  private static func description(_ attributes: HDF5Attributes) throws -> JSONValue {
    guard try attributes.has(LegacyLayout.modelConfig) else {
      throw UnrollError(
        .unsupported, "this file holds weights without an architecture",
        expected: "the attribute \(LegacyLayout.modelConfig)",
        hint: "name the .json or .keras file, and this one as its weights")
    }
    return LegacyForm.description(
      model: try json(attributes, LegacyLayout.modelConfig) ?? .null,
      training: try json(attributes, trainingConfig),
      version: try text(attributes, KerasVersion.key))
  }

  private static func text(_ attributes: HDF5Attributes, _ name: String) throws -> String? {
    try attributes.has(name) ? attributes.string(name) : nil
  }

  private static func json(_ attributes: HDF5Attributes, _ name: String) throws -> JSONValue? {
    guard let text = try text(attributes, name) else { return nil }
    return try locating(name) { try JSONDocument(Array(text.utf8)).value }
  }

  /// Writes a model into a file in memory.
  ///
  /// - Parameters:
  ///   - model: the model.
  ///   - form: its description.
  ///   - optimizer: the optimizer's variables; nil leaves them out.
  /// - Returns: the bytes of the file.
  /// - Throws: `UnrollError` when libhdf5 refuses, or a name is too long for it.
  static func image(
    _ model: Model, _ form: LegacyForm, optimizer: OptimizerVariables?
  ) throws -> [UInt8] {
    let file = try HDF5NewFile()
    let attributes = file.root.attributes
    try LegacyWriter.writeOrigin(attributes)
    try attributes.write(try JSONText(form.model).text, to: LegacyLayout.modelConfig)
    if let training = form.training {
      try attributes.write(try JSONText(training).text, to: trainingConfig)
    }
    let writer = LegacyWriter(model)
    try writer.writeLayers(to: file.root.createGroup(LegacyLayout.modelWeights))
    if let optimizer {
      try writer.write(optimizer, to: file.root.createGroup(LegacyLayout.optimizerWeights))
    }
    return try file.image()
  }
}
