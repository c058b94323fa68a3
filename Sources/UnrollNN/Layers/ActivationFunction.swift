public import UnrollTensor

/// An activation function, under Keras's name.
///
/// Where a derivative jumps, or Keras's backends differ, it is that of Keras on TensorFlow.
public enum ActivationFunction: String, Sendable, CaseIterable {
  /// x
  case linear
  /// The hyperbolic tangent.
  case tanh
  /// 1 / (1 + e⁻ˣ)
  case sigmoid
  /// max(x, 0)
  case relu
  /// min(max(x, 0), 6)
  case relu6
  /// x, or 0.2 x below zero.
  case leakyRelu = "leaky_relu"
  /// x, or eˣ − 1 below zero.
  case elu
  /// The same as ``elu`` (Barron, 2017), but for the derivative at 0, which is 2 in Keras.
  case celu
  /// The self-normalising exponential linear unit of Klambauer et al., 2017.
  case selu
  /// log(1 + eˣ)
  case softplus
  /// x / (1 + |x|)
  case softsign
  /// (x + √(x² + 4)) / 2 (Barron, 2021)
  case squareplus
  /// x brought towards zero by 0.5, zero between −0.5 and 0.5.
  case softShrink = "soft_shrink"
  /// x, zero between −0.5 and 0.5.
  case hardShrink = "hard_shrink"
  /// x − tanh x
  case tanhShrink = "tanh_shrink"
  /// (x + 1)² / 4 between −1 and 1, zero below and x above.
  case sparsePlus = "sparse_plus"
  /// (x + 1) / 2 between 0 and 1.
  case sparseSigmoid = "sparse_sigmoid"
  /// x times ``sigmoid``; also called swish.
  case silu
  /// x Φ(x), with the exact Φ of the normal distribution (Hendrycks and Gimpel, 2016).
  case gelu
  /// ``gelu`` approximated by means of a tanh; Keras has no name for it that files could hold.
  case approximateGelu = "gelu (approximate)"
  /// x tanh(log(1 + eˣ)) (Misra, 2019)
  case mish
  /// eˣ
  case exponential
  /// relu6(x + 3) / 6, as in Keras 3.
  case hardSigmoid = "hard_sigmoid"
  /// 0.2 x + 0.5 between 0 and 1: what Keras 1 and 2 mean by `hard_sigmoid`.
  ///
  /// Keras 3 has no name for it. It is ``hardSigmoid`` of 1.2 x.
  case legacyHardSigmoid = "hard_sigmoid (Keras 2)"
  /// x times ``hardSigmoid``; also called hard_swish.
  case hardSilu = "hard_silu"
  /// x between −1 and 1.
  case hardTanh = "hard_tanh"
  /// log(1 / (1 + e⁻ˣ))
  case logSigmoid = "log_sigmoid"
  /// eˣ, divided by its sum over the last axis.
  case softmax
  /// The logarithm of ``softmax``.
  case logSoftmax = "log_softmax"
  /// The last axis without what lies below a threshold, which Keras computes from all sums of its
  /// largest numbers where Martins and Astudillo, 2016, take the last one: it need not sum to 1.
  case sparsemax

  /// The kernel that computes the function.
  public var kernel: ActivationKernel {
    switch self {
    case .linear: .linear
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .relu: .relu
    case .relu6: .relu6
    case .leakyRelu: .leakyRelu
    case .elu: .elu
    case .celu: .celu
    case .selu: .selu
    case .softplus: .softplus
    case .softsign: .softsign
    case .squareplus: .squareplus
    case .softShrink: .softShrink
    case .hardShrink: .hardShrink
    case .tanhShrink: .tanhShrink
    case .sparsePlus: .sparsePlus
    case .sparseSigmoid: .sparseSigmoid
    case .silu: .silu
    case .gelu: .gelu
    case .approximateGelu: .geluTanh
    case .mish: .mish
    case .exponential: .exponential
    case .hardSigmoid: .hardSigmoid
    case .legacyHardSigmoid: .legacyHardSigmoid
    case .hardSilu: .hardSilu
    case .hardTanh: .hardTanh
    case .logSigmoid: .logSigmoid
    case .softmax: .softmax
    case .logSoftmax: .logSoftmax
    case .sparsemax: .sparsemax
    }
  }

  /// Whether a loss can do better with the values before this function.
  var hasLogits: Bool { self == .sigmoid || self == .softmax }
  /// Whether Keras 3 finds the function by its name.
  package var hasKerasName: Bool { self != .legacyHardSigmoid && self != .approximateGelu }
}
