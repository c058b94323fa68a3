/// A layer that may carry states from batch to batch.
protocol StatefulLayer: Layer {
  /// The same layer, beginning each batch anew.
  var stateless: any Layer { get }
}

extension Recurrent: StatefulLayer {
  var stateless: any Layer {
    var options = configuration
    options.stateful = false
    return Recurrent(options)
  }
}

extension Bidirectional: StatefulLayer {
  var stateless: any Layer {
    var options = configuration
    options.layer = options.layer.stateless
    options.backwardLayer = options.backwardLayer?.stateless
    return Bidirectional(options)
  }
}

extension LayerEntry {
  /// The same entry, its layer beginning each batch anew.
  fileprivate var stateless: LayerEntry {
    guard layer.isStateful, let stateful = layer as? any StatefulLayer else { return self }
    var entry = self
    entry.layer = stateful.stateless
    return entry
  }
}

extension Network {
  /// The same network, its layers beginning each batch anew: batches may have any size.
  func withoutStates() -> Network {
    let layers = layers.map { layer in
      Layer(
        entry: layer.entry.stateless, name: layer.name, path: layer.path,
        isTrainable: layer.isTrainable)
    }
    return Network(
      inputs: inputs, layers: layers, calls: calls, outputs: outputs, elements: elements,
      tensors: tensors)
  }
}
