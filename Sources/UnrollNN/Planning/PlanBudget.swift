import UnrollTensor

/// What the layers of a model from elsewhere may ask for; held against each layer as it is planned,
/// before the next one multiplies its sizes.
package struct PlanBudget: Sendable {
  /// The most numbers that a layer may put out for one sample.
  private let outputs: Int
  /// The most weights of all layers.
  private let weights: Int

  /// Sets the budget.
  package init(outputs: Int, weights: Int) { (self.outputs, self.weights) = (outputs, weights) }

  /// Throws unless an output and all weights so far fit.
  func check(output: Shape, weights: Int) throws {
    guard output.count > outputs || weights > self.weights else { return }
    throw UnrollError(
      .limitExceeded, "the layer is too large",
      expected: "at most \(outputs) outputs and \(self.weights) weights")
  }
}
