import UnrollArchive
import UnrollHDF5
import UnrollNN
import UnrollTensor

/// The layout of Keras 1 and 2, which Keras 3 still writes into whole models (`.h5`): a group for
/// each layer under the layer's own name, and attributes that list layers and weights in order.
///
/// As in Keras, names do not have to agree with the model's: the first layer that has weights in
/// the file is for the first one of the model, and so on.
struct LegacyLayout: WeightLayout {
  /// Marks the group that holds the layers.
  static let layerNames = "layer_names"
  static let weightNames = "weight_names"
  /// The group of whole models that holds the layers.
  static let modelWeights = "model_weights"
  static let optimizerWeights = "optimizer_weights"
  static let modelConfig = "model_config"
  /// Weights of the model itself, beside those of its layers; chains and graphs have none.
  static let ownWeights = "top_level_model_weights"

  private let layers: HDF5Group
  private let optimizerGroup: HDF5Group?

  /// Finds the layers in a file; nil if it is of another layout.
  init?(_ root: HDF5Group) throws {
    if try root.hasTexts(Self.layerNames) {
      layers = root
    } else if try root.has(Self.modelWeights) {
      layers = try root.group(Self.modelWeights)
    } else {
      return nil
    }
    optimizerGroup =
      try root.has(Self.optimizerWeights) ? root.group(Self.optimizerWeights) : nil
  }

  func bundles(_ groups: [WeightGroup], _ parameters: [Parameter]) throws -> [WeightBundle] {
    let saved = try savedLayers()
    let needed = WeightGroup.byLayer(groups).filter { $0.contains { !$0.indices.isEmpty } }
    guard saved.count == needed.count else {
      throw UnrollError(
        saved.count < needed.count ? .missingWeight : .shapeMismatch,
        "cannot load weights: the file has another number of layers with weights",
        path: [layers.path], expected: "\(needed.count)", found: "\(saved.count)",
        hint: WeightFile.otherArchitecture)
    }
    return try zip(saved, needed).map { try bundle($0, $1, parameters) }
  }

  func stranger(to groups: [WeightGroup]) throws -> String? {
    guard try layers.has(Self.ownWeights) else { return nil }
    let own = try layers.group(Self.ownWeights)
    return try own.texts(Self.weightNames).first.map { "\(own.path)/\($0.printableName)" }
  }

  func optimizer() throws -> StoredOptimizer? {
    guard let optimizerGroup else { return nil }
    let names = try optimizerGroup.texts(Self.weightNames)
    guard let first = names.first?.split(separator: "/").last else { return nil }
    let arrays = try arrays(optimizerGroup, names)
    // Since Keras 2.11 the count of steps has this name, and the numbers follow weight by weight.
    let isNew = try ["iteration", "iteration:0"].contains(first) || version().major >= 3
    return StoredOptimizer(arrays: arrays, isSlotBySlot: !isNew)
  }

  /// The Keras that wrote the file; the first one did not say so.
  private func version() throws -> KerasVersion {
    guard try layers.attributes.has(KerasVersion.key) else { return KerasVersion(major: 1) }
    return KerasVersion(try layers.attributes.string(KerasVersion.key)) ?? KerasVersion(major: 1)
  }

  /// The layers of the file that have weights, in its order.
  private func savedLayers() throws -> [(group: HDF5Group, names: [String])] {
    try layers.texts(Self.layerNames).compactMap { name in
      let group = try layers.group(name)
      let names = try group.texts(Self.weightNames)
      return names.isEmpty ? nil : (group, names)
    }
  }

  private func bundle(
    _ saved: (group: HDF5Group, names: [String]), _ groups: [WeightGroup],
    _ parameters: [Parameter]
  ) throws -> WeightBundle {
    let all = groups.flatMap(\.indices).sorted()
    // Weights that training changes come first; a frozen layer has none of these.
    let order =
      all.filter { parameters[$0].isTrainable } + all.filter { !parameters[$0].isTrainable }
    let found = try arrays(saved.group, saved.names)
    return WeightBundle(
      path: String(saved.group.path.dropFirst()), groups: groups, indices: order,
      arrays: CuDNNWeights.converted(found, order.map { parameters[$0] }), isNumbered: false)
  }

  private func arrays(_ group: HDF5Group, _ names: [String]) throws -> [StoredArray] {
    try names.map { name in
      let dataset = try group.dataset(name)
      return StoredArray(dataset, place: String(dataset.path.dropFirst()))
    }
  }
}
