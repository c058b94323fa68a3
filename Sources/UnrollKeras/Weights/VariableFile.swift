import UnrollHDF5
import UnrollTensor

/// The groups of one `.weights.h5` file, as Keras 3 and Keras 2.15 lay them out.
struct VariableFile: VariableStore {
  let root: HDF5Group

  func arrays(_ path: String) throws -> [StoredArray] {
    guard try root.has(path), case .group(let group) = try root.child(path) else { return [] }
    return try group.numberedArrays(path)
  }

  func stranger(to layers: Set<String>) throws -> String? {
    guard try root.has("layers") else { return nil }
    let group = try root.group("layers")
    for name in try group.childNames() where !layers.contains(name) {
      if let dataset = try group.child(name).firstDataset() {
        return String(dataset.path.dropFirst())
      }
    }
    return nil
  }
}

extension HDF5Group {
  /// The arrays `0`, `1`, and so on of this group, which holds nothing else.
  func numberedArrays(_ path: String) throws -> [StoredArray] {
    try (0..<childNames().count).map { StoredArray(try dataset("\($0)"), place: "\(path)/\($0)") }
  }
}

extension HDF5Child {
  /// The first array in a group or in the groups inside it.
  func firstDataset() throws -> HDF5Dataset? {
    var visited: Set<Int> = []
    return try firstDataset(&visited)
  }

  /// Looks into each group once: a file may lead to one by any number of paths.
  private func firstDataset(_ visited: inout Set<Int>) throws -> HDF5Dataset? {
    switch self {
    case .dataset(let dataset): return dataset
    case .group(let group):
      guard visited.insert(group.address).inserted else { return nil }
      // The states of random sources, which some versions saved, are no weights.
      for name in try group.childNames() where name != "seed_generator" {
        if let found = try group.child(name).firstDataset(&visited) { return found }
      }
      return nil
    }
  }
}
