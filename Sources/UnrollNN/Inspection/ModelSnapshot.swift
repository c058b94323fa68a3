package import UnrollTensor

/// A network and a copy of its weights, to be looked into from any thread; states of stateful
/// layers begin at zero.
package struct ModelSnapshot: Sendable {
  /// The network.
  package let network: Network
  /// The weights in the order of the layers.
  let parameters: [Parameter]
  private let weights: Tensor<Float>

  /// Copies the weights of a model.
  package init(_ model: Model) {
    network = model.network.withoutStates()
    parameters = model.parameters.parameters
    let all = model.parameters.arena.whole
    weights = Tensor(shape: [all.count]) { $0.assign(all) }
  }

  private init(_ network: Network, _ parameters: [Parameter], _ weights: Tensor<Float>) {
    (self.network, self.parameters, self.weights) = (network, parameters, weights)
  }

  /// The same weights under another network whose layers have the same places.
  package func with(_ network: Network) -> ModelSnapshot {
    ModelSnapshot(network, parameters, weights)
  }

  /// The value of a weight.
  package func value(_ parameter: Parameter) -> Tensor<Float> {
    Tensor(shape: parameter.shape) { target in
      weights.withRef { target.assign($0.columns(parameter.range).reshaped(parameter.shape)) }
    }
  }

  /// A weight of a layer of the network, by its own name; nil if the layer has none such.
  package func weight(_ name: String, ofLayer index: Int) -> Tensor<Float>? {
    parameters.first { $0.layerIndex == index && $0.name == name }.map(value)
  }

  /// The weights in the places that a plan of the network gives them.
  func block(for plan: Plan) -> Tensor<Float> {
    Tensor(shape: [plan.parameterCapacity]) { block in
      for target in plan.parameters {
        let source = parameters.first {
          $0.layerIndex == target.layerIndex && $0.scopes == target.scopes
            && $0.name == target.name
        }
        guard let source else { continue }
        weights.withRef { block.columns(target.range).assign($0.columns(source.range)) }
      }
    }
  }
}
