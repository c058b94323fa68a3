import Foundation
import UnrollHDF5
import UnrollNN
import UnrollTensor

/// A file of weights in any of Keras's layouts: gives the weights of a model, all of them or none.
struct WeightFile {
  /// What errors advise when a file has other layers or weights than the model.
  static let otherArchitecture =
    "the file belongs to another architecture; load the one that was saved with it"

  /// What errors call the file.
  let name: String
  private let layout: any WeightLayout

  /// Opens a file: HDF5 of any layout, the index of sharded weights, or a `.keras` archive.
  ///
  /// - Throws: `UnrollError` that names the file if it is missing or damaged.
  init(path: String) throws {
    switch path.lowercased() {
    case let name where name.hasSuffix(".keras"):
      self = try KerasArchive(path: path).weights()
    case let name where name.hasSuffix(".json"):
      self.init(name: path, layout: GroupedLayout(store: try ShardedFiles(index: path)))
    default:
      try self.init(HDF5Reading.open(path), name: path)
    }
  }

  /// Opens a file in memory, such as a member of an archive.
  ///
  /// - Throws: `UnrollError` that begins with `name`, as for a file.
  init(image: [UInt8], name: String) throws {
    let file = try locating(name) { try HDF5Reading.advised { try HDF5File(image: image) } }
    try self.init(file, name: name)
  }

  /// Takes the weights of a file that is open.
  ///
  /// - Throws: `UnrollError` that begins with `name` if the file is damaged.
  init(_ file: HDF5File, name: String) throws {
    self.init(
      name: name,
      layout: try locating(name) { try HDF5Reading.advised { try Self.layout(file.root) } })
  }

  private init(name: String, layout: any WeightLayout) {
    self.name = name
    self.layout = layout
  }

  /// The layout of a file, which its groups and attributes give away.
  private static func layout(_ root: HDF5Group) throws -> any WeightLayout {
    if let legacy = try LegacyLayout(root) { return legacy }
    let isCheckpoint = try root.has(CheckpointFile.folder)
    return GroupedLayout(
      store: isCheckpoint ? CheckpointFile(root: root) : VariableFile(root: root))
  }

  /// Reads the weights of a model in the order of its parameters.
  ///
  /// Everything is compared with what the model needs before the first number is read.
  ///
  /// - Throws: `UnrollError` that names file, weight and layer if one is missing, too many, or of
  ///   another shape.
  func weights(of architecture: Architecture, _ parameters: [Parameter]) throws -> [Tensor<Float>] {
    try locating(name) {
      try HDF5Reading.advised { try checkedWeights(of: architecture, parameters) }
    }
  }

  private func checkedWeights(
    of architecture: Architecture, _ parameters: [Parameter]
  ) throws -> [Tensor<Float>] {
    let groups = WeightGroup.groups(of: architecture, parameters)
    let bundles = try layout.bundles(groups, parameters)
    for bundle in bundles { try bundle.check(parameters) }
    if let place = try layout.stranger(to: groups) {
      throw UnrollError(
        .shapeMismatch, "cannot load weights: the model lacks a layer of the file",
        path: [place], hint: Self.otherArchitecture)
    }
    return try bundles.flatMap { zip($0.indices, $0.arrays) }.sorted { $0.0 < $1.0 }
      .map { try $0.1.floats() }
  }

  /// What the file holds of an optimizer; nil if it holds nothing.
  ///
  /// - Throws: `UnrollError`, without the name of the file, if it is damaged.
  func optimizer() throws -> StoredOptimizer? { try layout.optimizer() }
}
