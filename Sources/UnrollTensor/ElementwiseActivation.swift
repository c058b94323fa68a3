/// An activation that works on one number at a time and whose derivative follows from its output.
///
/// Softmax, which needs a whole row, is ``Kernels/softmax(_:)``.
public enum ElementwiseActivation: Int32, CaseIterable, Hashable, Sendable {
  /// `x`
  case linear
  /// `tanh(x)`
  case tanh
  /// `1 / (1 + exp(-x))`
  case sigmoid
  /// `max(x, 0)`
  case relu
  /// `min(max(x, 0), 6)`
  case relu6
  /// `x` above zero, `0.2 x` below
  case leakyRelu
  /// `x` above zero, `exp(x) - 1` below
  case elu
  /// ``elu`` with the two constants that keep a signal's variance
  case selu
  /// `log(1 + exp(x))`
  case softplus
  /// `x / (1 + |x|)`
  case softsign
  /// `exp(x)`
  case exponential
  /// `min(max(x + 3, 0), 6) / 6`
  case hardSigmoid
  /// `min(max(x, -1), 1)`
  case hardTanh
}
