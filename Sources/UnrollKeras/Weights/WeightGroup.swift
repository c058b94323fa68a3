import UnrollNN
import UnrollTensor

/// The weights that Keras keeps in one group of a `.weights.h5` file.
struct WeightGroup {
  /// The group, such as `layers/lstm_1/cell`.
  let path: String
  /// Keras's name of the object whose weights these are.
  let name: String
  /// The class and the name of the layer, for messages.
  let layer: String
  /// The position of the layer in the model.
  let layerIndex: Int
  /// The positions of the weights among all of the model, in the order of the file.
  let indices: [Int]

  /// The groups of a model, in its order: one for each layer, and one for each object in a layer
  /// that has weights of its own.
  ///
  /// A layer's group is named by its class, not by the layer, and numbered from the second of a
  /// class on.
  static func groups(of sequential: Sequential, _ parameters: [Parameter]) -> [WeightGroup] {
    var counts: [String: Int] = [:]
    let names = sequential.layerNames
    return sequential.entries.enumerated().flatMap { index, entry in
      let stem = entry.className.snakeCased()
      let count = counts[stem, default: 0]
      counts[stem] = count + 1
      let container = "layers/" + (count == 0 ? stem : "\(stem)_\(count)")
      let own = parameters.indices.filter { parameters[$0].layerIndex == index }
      return scopes(own.map { parameters[$0].scopes }).map { scope in
        WeightGroup(
          path: ([container] + scope).joined(separator: "/"), name: scope.last ?? names[index],
          layer: "\(entry.className) \"\(names[index])\"", layerIndex: index,
          indices: own.filter { parameters[$0].scopes == scope })
      }
    }
  }

  /// All scopes of a layer from the outside in: those of its weights, and those around them.
  private static func scopes(_ used: [[String]]) -> [[String]] {
    var found: [[String]] = [[]]
    for scope in used {
      for depth in 0...scope.count where !found.contains(Array(scope.prefix(depth))) {
        found.append(Array(scope.prefix(depth)))
      }
    }
    return found
  }
}
