import UnrollTensor

/// Where a parameter lies in the block of all of them.
struct ParameterPlace: Sendable {
  let shape: Shape
  let range: Range<Int>
}

/// Lays the parameters of all layers out in one block, each at a multiple of 16 elements, in the
/// order of the layers, whichever is called first.
struct ParameterLayout {
  /// The parameters in the order of the layers.
  let parameters: [Parameter]
  /// The place of every declared parameter, in the order of the declarations.
  let places: [ParameterPlace]
  /// The number of elements of the block.
  let capacity: Int

  init(_ declarations: [ParameterDeclaration], _ network: Network) {
    let order = declarations.indices.sorted {
      (declarations[$0].layer, $0) < (declarations[$1].layer, $1)
    }
    var offset = 0
    var parameters: [Parameter] = []
    var places = declarations.map { ParameterPlace(shape: $0.shape, range: 0..<0) }
    for index in order {
      let declaration = declarations[index]
      let layer = network.layers[declaration.layer]
      let range = offset..<(offset + declaration.shape.count)
      offset = (range.upperBound + 15) / 16 * 16
      places[index] = ParameterPlace(shape: declaration.shape, range: range)
      parameters.append(
        Parameter(
          layer: layer.fullName, layerIndex: declaration.layer, scopes: declaration.scopes,
          name: declaration.name, shape: declaration.shape, range: range,
          isTrainable: layer.isTrainable && declaration.isTrainable,
          regularizer: declaration.regularizer, constraint: declaration.constraint,
          initializer: declaration.initializer))
    }
    (self.parameters, self.places, capacity) = (parameters, places, offset)
  }
}
