import UnrollHDF5
import UnrollTensor

/// The groups of a `.weights.h5` file of Keras 2.12 to 2.14.
///
/// Layers lie in a group of another name, and the numbers of layers of one class may have gaps
/// (`lstm`, `lstm_2`): these versions met a layer that has weights twice, and counted it twice.
struct CheckpointFile: VariableStore {
  /// The group that stands for `layers`, in the model and in the models inside it.
  static let folder = "_layer_checkpoint_dependencies"

  let root: HDF5Group

  func arrays(_ path: String) throws -> [StoredArray] {
    guard let group = try group(path.split(separator: "/").map(String.init)) else { return [] }
    return try group.numberedArrays(String(group.path.dropFirst()))
  }

  func stranger(to layers: Set<String>) throws -> String? {
    let group = try root.group(Self.folder)
    let names = try group.childNames()
    let known = Set(layers.compactMap { Self.match($0, among: names) })
    for name in names where !known.contains(name) {
      if let dataset = try group.child(name).firstDataset() {
        return String(dataset.path.dropFirst())
      }
    }
    return nil
  }

  private func group(_ names: [String]) throws -> HDF5Group? {
    var (group, isLayer) = (root, false)
    for name in names {
      var next: String? = name
      if isLayer {
        next = Self.match(name, among: try group.childNames())
        isLayer = false
      } else if name == "layers", try group.has(Self.folder) {
        next = Self.folder
        isLayer = true
      }
      guard let next, try group.has(next), case .group(let child) = try group.child(next) else {
        return nil
      }
      group = child
    }
    return group
  }

  /// The name of the layer that is as many-th of its class as `name` says.
  private static func match(_ name: String, among names: [String]) -> String? {
    let wanted = ordinal(name)
    let ofClass = names.filter { ordinal($0).stem == wanted.stem }
      .sorted { ordinal($0).number < ordinal($1).number }
    return ofClass.indices.contains(wanted.number) ? ofClass[wanted.number] : nil
  }

  /// The class and the number in a name: `lstm_2` is number 2 of `lstm`, `lstm` number 0.
  private static func ordinal(_ name: String) -> (stem: Substring, number: Int) {
    guard let mark = name.lastIndex(of: "_"),
      let number = Int(name[name.index(after: mark)...]), number > 0
    else { return (name[...], 0) }
    return (name[..<mark], number)
  }
}
