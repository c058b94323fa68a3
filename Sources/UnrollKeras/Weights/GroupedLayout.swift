import UnrollNN
import UnrollTensor

/// The layout of `.weights.h5`: a group for each object of the model, its arrays numbered.
struct GroupedLayout: WeightLayout {
  let store: any VariableStore

  func bundles(_ groups: [WeightGroup], _ parameters: [Parameter]) throws -> [WeightBundle] {
    try groups.map { group in
      let path = group.path + "/vars"
      return WeightBundle(
        path: path, groups: [group], indices: group.indices, arrays: try store.arrays(path),
        isNumbered: true)
    }
  }

  func stranger(to groups: [WeightGroup]) throws -> String? {
    try store.stranger(to: Set(groups.map(\.container)))
  }

  func optimizer() throws -> StoredOptimizer? {
    let arrays = try store.arrays(OptimizerVariables.path)
    return arrays.isEmpty ? nil : StoredOptimizer(arrays: arrays, isSlotBySlot: false)
  }
}

/// Finds the numbered arrays of objects, in one file or in several.
protocol VariableStore {
  /// The arrays `0`, `1`, and so on of a group such as `layers/lstm/cell/vars`; none if it is
  /// missing.
  func arrays(_ path: String) throws -> [StoredArray]

  /// The place of an array of a layer that is not among these.
  func stranger(to layers: Set<String>) throws -> String?
}
