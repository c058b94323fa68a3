import UnrollHDF5
import UnrollNN
import UnrollTensor

/// Writes weights in the layout of Keras 2, which Keras 3 has for whole models (`.h5`).
struct LegacyWriter {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// The bytes of a file of weights alone.
  ///
  /// - Throws: `UnrollError` when libhdf5 refuses, or a name is too long for it.
  func image() throws -> [UInt8] {
    let file = try HDF5NewFile()
    try writeLayers(to: file.root)
    return try file.image()
  }

  /// Says which Keras reads the file.
  static func writeOrigin(_ attributes: HDF5NewAttributes) throws {
    try attributes.write(ModelWriter.kerasVersion, to: KerasVersion.key)
    try attributes.write("tensorflow", to: "backend")
  }

  /// Writes a group for each layer, those without weights too; inputs of a graph are none.
  func writeLayers(to group: HDF5NewGroup) throws {
    let architecture = model.architecture
    let names = zip(architecture.elements, architecture.layerNames)
      .compactMap { $0.entry == nil ? nil : $1 }
    try group.write(texts: names, to: LegacyLayout.layerNames)
    try Self.writeOrigin(group.attributes)
    let groups = WeightGroup.groups(of: architecture, model.parameters.parameters)
    for (name, groups) in zip(names, WeightGroup.byLayer(groups)) {
      try write(groups, of: name, to: group.createGroup(name))
    }
    try group.createGroup(LegacyLayout.ownWeights).write(texts: [], to: LegacyLayout.weightNames)
  }

  /// Writes the optimizer's variables under its name.
  func write(_ optimizer: OptimizerVariables, to group: HDF5NewGroup) throws {
    let name = optimizer.name
    let count = try optimizer.write(to: group.createGroup(name))
    try group.write(texts: (0..<count).map { "\(name)/\($0)" }, to: LegacyLayout.weightNames)
  }

  /// Writes the weights of a layer, those that training changes first.
  private func write(_ groups: [WeightGroup], of layer: String, to target: HDF5NewGroup) throws {
    let parameters = model.parameters.parameters
    let weights = groups.flatMap { group in
      let inside = group.path.split(separator: "/").dropFirst(2).map(String.init)
      return group.indices.map { index in
        (index: index, path: ([layer] + inside + [parameters[index].name]).joined(separator: "/"))
      }
    }.sorted { $0.index < $1.index }
    let ordered =
      weights.filter { parameters[$0.index].isTrainable }
      + weights.filter { !parameters[$0.index].isTrainable }
    try target.write(texts: ordered.map(\.path), to: LegacyLayout.weightNames)
    for weight in ordered {
      try target.write(model.parameters.value(parameters[weight.index]), to: weight.path)
    }
  }
}
