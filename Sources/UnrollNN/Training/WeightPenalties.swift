import UnrollTensor

/// The penalties of regularizers on the weights that training changes.
///
/// They belong to the weights, not to samples: each step adds them once, whatever the batch, as
/// Keras does.
struct WeightPenalties {
  private let store: ParameterStore
  private let terms: [(parameter: Parameter, regularizer: Regularizer)]

  init(_ store: ParameterStore) {
    self.store = store
    terms = store.parameters.filter(\.isTrainable).compactMap { parameter in
      parameter.regularizer.map { (parameter, $0) }
    }
  }

  /// What they add to the loss.
  var value: Double {
    terms.reduce(0) { $0 + $1.regularizer.penalty(on: store.view($1.parameter)) }
  }

  /// Adds their gradients to those of the loss, which lie as the weights do.
  func addGradients(into gradients: Arena<Float>) {
    for (parameter, regularizer) in terms {
      let gradient = gradients.view(parameter.range.lowerBound, parameter.shape)
      regularizer.addGradient(on: store.view(parameter), into: gradient)
    }
  }
}
