import UnrollNN
import UnrollTensor

/// The weights with which a `Dense` that gives the outputs takes the units of a layer.
struct UnitWeights {
  private let kernel: Tensor<Float>

  /// Looks for such a `Dense`.
  ///
  /// - Parameters:
  ///   - network: the network that was inspected.
  ///   - snapshot: the weights.
  ///   - call: the call of the layer whose units are meant.
  init?(_ network: Network, _ snapshot: ModelSnapshot, call: Int) {
    var value = Network.Value.output(call: call, index: 0)
    while true {
      let readers = network.calls.indices.filter { network.calls[$0].inputs.contains(value) }
      guard readers.count == 1, let reader = readers.first else { return nil }
      let index = network.calls[reader].layer
      let layer = network.layers[index].entry.layer
      let output = Network.Value.output(call: reader, index: 0)
      if layer is Dense {
        guard network.outputs.first == output,
          let kernel = snapshot.weight("kernel", ofLayer: index)
        else { return nil }
        self.kernel = kernel
        return
      }
      guard layer.isNoise else { return nil }
      value = output
    }
  }

  /// The weights of one output.
  func column(_ column: Int) -> [Float] {
    let width = kernel.shape.columns
    return kernel.scalars.enumerated().filter { $0.offset % width == column }.map(\.element)
  }
}

extension Layer {
  /// Whether the layer hands its input on when nobody trains.
  fileprivate var isNoise: Bool {
    self is Dropout || self is GaussianDropout || self is GaussianNoise || self is AlphaDropout
      || self is Identity
  }
}
