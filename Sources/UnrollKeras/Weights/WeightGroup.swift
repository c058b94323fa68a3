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
  /// The layer.
  let entry: LayerEntry
  /// The positions of the weights among all of the model, in the order of the file.
  let indices: [Int]

  /// The groups of a model, in its order: one for each layer, and one for each object in a layer
  /// that has weights of its own.
  ///
  /// A layer's group is named by its class, not by the layer, and numbered from the second of a
  /// class on; the layers of a model inside lie in the group of that model.
  static func groups(of architecture: Architecture, _ parameters: [Parameter]) -> [WeightGroup] {
    var next = 0
    return groups(of: architecture, parameters, container: "layers", next: &next)
  }

  private static func groups(
    of architecture: Architecture, _ parameters: [Parameter], container: String, next: inout Int
  ) -> [WeightGroup] {
    var counts: [String: Int] = [:]
    var groups: [WeightGroup] = []
    for (element, name) in zip(architecture.elements, architecture.layerNames) {
      guard let entry = element.entry else { continue }
      let stem = entry.className.snakeCased()
      let count = counts[stem, default: 0]
      counts[stem] = count + 1
      let path = container + "/" + (count == 0 ? stem : "\(stem)_\(count)")
      if let model = entry.layer as? NestedModel {
        groups += Self.groups(
          of: model.configuration.architecture, parameters, container: path + "/layers",
          next: &next)
      } else {
        groups += Self.groups(of: entry, name, parameters, path: path, layer: next)
        next += 1
      }
    }
    return groups
  }

  /// The groups of one layer.
  private static func groups(
    of entry: LayerEntry, _ name: String, _ parameters: [Parameter], path: String, layer: Int
  ) -> [WeightGroup] {
    let own = parameters.indices.filter { parameters[$0].layerIndex == layer }
    return scopes(own.map { parameters[$0].scopes }).map { scope in
      WeightGroup(
        path: ([path] + scope).joined(separator: "/"), name: scope.last ?? name,
        layer: "\(entry.className) \"\(name)\"", entry: entry,
        indices: own.filter { parameters[$0].scopes == scope })
    }
  }

  /// The group of the layer, or of the model inside the model, that this one belongs to.
  var container: String { String(path.split(separator: "/")[1]) }

  /// The groups of each layer of the model itself, in its order.
  static func byLayer(_ groups: [WeightGroup]) -> [[WeightGroup]] {
    var layers: [[WeightGroup]] = []
    for group in groups {
      if layers.last?.first?.container == group.container {
        layers[layers.count - 1].append(group)
      } else {
        layers.append([group])
      }
    }
    return layers
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
