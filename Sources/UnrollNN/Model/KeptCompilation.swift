package import UnrollTensor

/// What a file says of the training of a model, where Unroll cannot train so: it is kept to be
/// written again as it came.
package struct KeptCompilation: Sendable {
  /// A variable of the optimizer.
  package enum Variable: Sendable {
    /// A whole number, such as the steps done.
    case integer(Int64)
    /// Numbers.
    case floats(Tensor<Float>)
  }

  /// Keras's `compile_config`.
  package let config: JSONValue
  /// The variables of the optimizer, in their order.
  package let variables: [Variable]

  package init(config: JSONValue, variables: [Variable]) {
    (self.config, self.variables) = (config, variables)
  }
}
