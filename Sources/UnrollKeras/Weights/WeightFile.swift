import UnrollHDF5
import UnrollNN
import UnrollTensor

/// A `.weights.h5` file: reads the weights of a model, all of them or none.
struct WeightFile {
  /// What errors call the file.
  let name: String
  let root: HDF5Group

  /// Opens a file.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing or damaged, or holds weights in
  ///   a form other than that of Keras 3.
  init(path: String) throws {
    try self.init(HDF5File(path: path), name: path)
  }

  /// Opens a file in memory, such as a member of an archive.
  ///
  /// - Throws: `UnrollError` that begins with `name`, as for a file.
  init(image: [UInt8], name: String) throws {
    try self.init(locating(name) { try HDF5File(image: image) }, name: name)
  }

  private init(_ file: HDF5File, name: String) throws {
    self.name = name
    root = file.root
    try locating(name) {
      let attributes = file.root.attributes
      for mark in ["layer_names", "model_weights", "model_config"]
      where try attributes.has(mark) || file.root.has(mark) {
        throw UnrollError(
          .unsupported, "HDF5 files in the form of Keras 1 and 2 are not supported",
          expected: "a .weights.h5 file of Keras 3", found: mark,
          hint: "open the model in Keras and save it as .keras")
      }
    }
  }

  /// Reads the weights of a model in the order of its parameters.
  ///
  /// Everything is compared with what the model needs before the first number is read.
  ///
  /// - Throws: `UnrollError` that names file, weight and layer if one is missing, too many, or of
  ///   another shape.
  func weights(of architecture: Architecture, _ parameters: [Parameter]) throws -> [Tensor<Float>] {
    try locating(name) {
      let groups = WeightGroup.groups(of: architecture, parameters)
      var datasets: [(index: Int, place: String, dataset: HDF5Dataset)] = []
      for group in groups {
        datasets += try find(group, parameters)
      }
      try refuseOtherLayers(groups)
      return try datasets.sorted { $0.index < $1.index }.map { try $0.dataset.floats() }
    }
  }

  private func find(
    _ group: WeightGroup, _ parameters: [Parameter]
  ) throws -> [(index: Int, place: String, dataset: HDF5Dataset)] {
    let path = group.path + "/vars"
    let found = try count(path)
    guard found == group.indices.count else {
      throw missing(group, parameters, found: found)
    }
    return try group.indices.enumerated().map { position, index in
      let parameter = parameters[index]
      let place = "\(path)/\(position) (\(parameter.name) of \(group.layer))"
      let dataset = try root.dataset("\(path)/\(position)")
      guard dataset.shape == parameter.shape else {
        throw UnrollError(
          .shapeMismatch, "cannot load weights: shape mismatch", path: [place],
          expected: parameter.shape.description, found: dataset.shape.description,
          hint: ShapeHint(group.entry).hint(expected: parameter.shape, found: dataset.shape))
      }
      return (index, place, dataset)
    }
  }

  /// The number of weights in a group; none if there is no group.
  private func count(_ path: String) throws -> Int {
    guard try root.has(path), case .group(let group) = try root.child(path) else { return 0 }
    return try group.childNames().count
  }

  private func missing(
    _ group: WeightGroup, _ parameters: [Parameter], found: Int
  ) -> UnrollError {
    let needed = group.indices
    let path = group.path + "/vars"
    guard found < needed.count else {
      return UnrollError(
        .shapeMismatch, "cannot load weights: too many of them",
        path: ["\(path) (\(group.layer))"], expected: "\(needed.count)", found: "\(found)",
        hint: "the file belongs to another architecture; load the one that was saved with it")
    }
    return UnrollError(
      .missingWeight, "cannot load weights: a weight is missing",
      path: ["\(path)/\(found) (\(parameters[needed[found]].name) of \(group.layer))"],
      expected: "\(needed.count) weights", found: "\(found)",
      hint: "the file belongs to another architecture; load the one that was saved with it")
  }

  /// Refuses weights of layers that the model does not have.
  private func refuseOtherLayers(_ groups: [WeightGroup]) throws {
    guard try root.has("layers") else { return }
    let known = Set(groups.map { $0.path.split(separator: "/")[1] })
    let layers = try root.group("layers")
    for name in try layers.childNames() where !known.contains(Substring(name)) {
      guard let dataset = try firstDataset(in: layers.child(name)) else { continue }
      throw UnrollError(
        .shapeMismatch, "cannot load weights: the model lacks a layer of the file",
        path: [String(dataset.path.dropFirst())],
        hint: "the file belongs to another architecture; load the one that was saved with it")
    }
  }

  private func firstDataset(in child: HDF5Child) throws -> HDF5Dataset? {
    switch child {
    case .dataset(let dataset): return dataset
    case .group(let group):
      // The states of random sources, which some versions saved, are no weights.
      for name in try group.childNames() where name != "seed_generator" {
        if let found = try firstDataset(in: group.child(name)) { return found }
      }
      return nil
    }
  }
}
