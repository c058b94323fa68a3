public import UnrollTensor

/// The weights of a model in one aligned block.
public final class ParameterStore {
  /// The weights in the order of the layers.
  public let parameters: [Parameter]
  let arena: Arena<Float>

  init(parameters: [Parameter], capacity: Int) {
    self.parameters = parameters
    arena = Arena(count: capacity)
  }

  /// Fills all weights by their initializers; equal seeds give equal weights.
  func initialize(seed: UInt64) {
    for (index, parameter) in parameters.enumerated() {
      var random = RandomSource(seed: seed).stream(index)
      view(parameter).assign(parameter.initializer.values(parameter.shape, &random))
    }
  }

  /// The number of weights, without the gaps between them.
  public var count: Int { parameters.reduce(0) { $0 + $1.shape.count } }

  /// A weight by its path, such as `lstm/cell/kernel`; nil if there is none.
  public subscript(path: String) -> Tensor<Float>? {
    parameters.first { $0.path == path }.map(value)
  }

  /// The value of a weight, copied.
  public func value(_ parameter: Parameter) -> Tensor<Float> {
    let view = view(parameter)
    return Tensor(shape: parameter.shape) { $0.assign(view) }
  }

  /// Replaces the values of all weights, or of none.
  ///
  /// - Parameter values: one tensor for each of ``parameters``, in their order.
  /// - Throws: `UnrollError` if a number or a shape does not fit; no weight is changed then.
  public func replaceAll(_ values: [Tensor<Float>]) throws {
    try requireShapes(of: values)
    for (parameter, value) in zip(parameters, values) {
      value.withRef { view(parameter).assign($0) }
    }
  }

  /// Refuses values that are not one tensor for each of ``parameters``.
  ///
  /// - Throws: `UnrollError` that says which weight does not fit.
  func requireShapes(of values: [Tensor<Float>]) throws {
    guard values.count == parameters.count else {
      throw UnrollError(
        .missingWeight, "the number of weights does not fit the model",
        expected: "\(parameters.count)", found: "\(values.count)",
        hint: "give the weights of a model with the same layers")
    }
    for (parameter, value) in zip(parameters, values) where parameter.shape != value.shape {
      throw UnrollError(
        .shapeMismatch, "the weight does not fit the model", path: [parameter.path],
        expected: parameter.shape.description, found: value.shape.description,
        hint: "give the weights of a model with the same layers")
    }
  }

  /// Refuses weights that are infinite or no numbers.
  ///
  /// - Throws: `UnrollError` that names the first such weight.
  public func checkFinite() throws {
    for parameter in parameters {
      guard let place = view(parameter).firstNonFinite else { continue }
      throw UnrollError(
        .notFinite, "the weight is not finite", path: [parameter.path],
        found: "\(view(parameter).flat[0, place]) at element \(place)",
        hint: "training went astray: lower the learning rate or clip gradients; "
          + "--allow-nan, or allowsNonFinite: true, does without this check")
    }
  }

  /// The values of all weights, in the order of ``parameters``.
  public var values: [Tensor<Float>] { parameters.map(value) }

  func view(_ parameter: Parameter) -> TensorRef<Float> {
    arena.view(parameter.range.lowerBound, parameter.shape)
  }
}
