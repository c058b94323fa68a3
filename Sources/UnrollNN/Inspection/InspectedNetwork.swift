import UnrollTensor

/// A network whose inputs are vectors throughout, for one sample.
///
/// Embeddings give way to inputs that take their vectors, so that a gradient ends at each step; what
/// made a mask gives way to the mask that it made of the sample.
struct InspectedNetwork {
  /// Where the vectors of an input come from.
  enum Source {
    /// An input of the model.
    case input(Int)
    /// An embedding that looks up the integers of an input.
    case embedding(input: Int, layer: Int)
  }

  /// The network.
  private(set) var network: Network
  /// Where the vectors of each of its inputs come from.
  private(set) var sources: [Source] = []

  /// Rebuilds a network.
  ///
  /// - Parameters:
  ///   - original: the network.
  ///   - steps: the number of steps of each input.
  ///   - masks: the masks that calls made of the sample, by the number of the call.
  /// - Throws: `UnrollError` if a layer other than an embedding reads integers.
  init(_ original: Network, steps: [Int], masks: [Int: [UInt8]]) throws {
    network = original
    var inputs: [Input] = []
    var places: [Network.Value: Network.Value] = [:]
    for (index, input) in original.inputs.enumerated() where !input.isTokens {
      places[.input(index)] = .input(inputs.count)
      var input = input
      if input.steps == nil { input.steps = steps[index] }
      inputs.append(input)
      sources.append(.input(index))
    }
    var layers = original.layers
    let calls = try original.calls.enumerated().map { index, call -> Network.Call in
      let entry = original.layers[call.layer].entry
      var read = call.inputs.map { places[$0] ?? $0 }
      var layer = call.layer
      if let embedding = entry.layer as? Embedding, case .input(let number) = call.inputs[0] {
        read = [.input(inputs.count)]
        inputs.append(.features(time: steps[number], size: embedding.configuration.outputDim))
        sources.append(.embedding(input: number, layer: call.layer))
        layer = layers.count
      } else if entry.layer is Masking {
        layer = layers.count
      } else if entry.layer.isToken {
        throw Self.unsupported(original.layers[call.layer].fullName)
      }
      if layer == layers.count {
        layers.append(
          original.layers[call.layer].replaced(by: FixedMask(.init(mask: masks[index]))))
      }
      return Network.Call(layer: layer, inputs: read, options: call.options)
    }
    network = Network(
      inputs: inputs, layers: layers, calls: calls,
      outputs: original.outputs.map { places[$0] ?? $0 }, elements: [], tensors: [:])
  }

  private static func unsupported(_ layer: String) -> UnrollError {
    UnrollError(
      .unsupported, "a layer that reads integers cannot be looked into", path: [layer],
      hint: "only Embedding can")
  }
}

extension Layer {
  fileprivate var isToken: Bool { Self.readsTokens }
}

extension Network.Layer {
  /// Another layer at the same place.
  fileprivate func replaced(by layer: any Layer) -> Network.Layer {
    Network.Layer(
      entry: LayerEntry(layer, isTrainable: false), name: name, path: path, isTrainable: false)
  }
}
