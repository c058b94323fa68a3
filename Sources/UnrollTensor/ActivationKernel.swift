/// An activation that the kernels know, numbered as they number it.
public enum ActivationKernel: Int32, CaseIterable, Hashable, Sendable {
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
  /// ``elu``, with another derivative at zero
  case celu
  /// ``elu`` with the two constants that keep a signal's variance
  case selu
  /// `log(1 + exp(x))`
  case softplus
  /// `-log(1 + exp(-x))`
  case logSigmoid
  /// `x / (1 + |x|)`
  case softsign
  /// `exp(x)`
  case exponential
  /// `min(max(x + 3, 0), 6) / 6`
  case hardSigmoid
  /// `min(max(x + 1, 0), 2) / 2`
  case sparseSigmoid
  /// `x`, zero where `|x| <= 0.5`
  case hardShrink
  /// `x` brought towards zero by 0.5
  case softShrink
  /// `(x + 1)² / 4` between -1 and 1, zero below and `x` above
  case sparsePlus
  /// `(x + sqrt(x² + 4)) / 2`
  case squareplus
  /// `x sigmoid(x)`
  case silu
  /// `x` times the share of a standard normal distribution that lies below it
  case gelu
  /// ``gelu`` approximated with a `tanh`
  case geluTanh
  /// `x tanh(log(1 + exp(x)))`
  case mish
  /// `x - tanh(x)`
  case tanhShrink
  /// `x min(max(x + 3, 0), 6) / 6`
  case hardSilu
  /// `min(max(x, -1), 1)`
  case hardTanh
  /// `min(max(0.2 x + 0.5, 0), 1)`
  case legacyHardSigmoid
  /// `exp(x)`, divided by its sum over the row
  case softmax
  /// the logarithm of ``softmax``
  case logSoftmax
  /// the row without what lies below a threshold that Keras computes from its largest numbers
  case sparsemax

  /// Whether a number's result depends on its whole row.
  public var isRowWise: Bool { rawValue >= Self.softmax.rawValue }
  /// Whether the derivative is taken from the input, because the output does not tell it.
  public var keepsInput: Bool {
    self == .sparsemax || (rawValue >= Self.silu.rawValue && !isRowWise)
  }
  /// The activations that work on one number at a time.
  public static var elementwise: [ActivationKernel] { allCases.filter { !$0.isRowWise } }
}
