extension Model {
  /// Lets the next training begin with an optimizer that has done no step, as Keras's `compile`
  /// does.
  public func forgetOptimizerState() { optimizerState = nil }
}
