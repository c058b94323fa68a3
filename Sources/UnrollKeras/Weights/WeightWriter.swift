import UnrollHDF5
import UnrollNN
import UnrollTensor

/// Writes the weights of a model as Keras's `.weights.h5`.
struct WeightWriter {
  private let model: Model

  init(_ model: Model) { self.model = model }

  /// The bytes of the file.
  ///
  /// - Parameter optimizer: the optimizer's variables; nil leaves them out.
  /// - Returns: the same bytes for the same weights.
  /// - Throws: `UnrollError` when libhdf5 refuses, for want of memory.
  func image(optimizer: OptimizerVariables?) throws -> [UInt8] {
    let file = try HDF5NewFile()
    let parameters = model.parameters.parameters
    for group in WeightGroup.groups(of: model.architecture, parameters) {
      let variables = try makeVariables(file.root, group.path, name: group.name)
      for (position, index) in group.indices.enumerated() {
        try variables.write(model.parameters.value(parameters[index]), to: "\(position)")
      }
    }
    try optimizer?.write(to: makeVariables(file.root, "optimizer", name: "optimizer"))
    // Keras up to 3.3 looks for this group, although a chain has no weights of its own.
    try file.root.createGroup("vars").attributes.write(model.architecture.name, to: "name")
    return try file.image()
  }

  private func makeVariables(
    _ root: HDF5NewGroup, _ path: String, name: String
  ) throws -> HDF5NewGroup {
    let group = try root.createGroup(path + "/vars")
    try group.attributes.write(name, to: "name")
    return group
  }
}
