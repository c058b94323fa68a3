public import UnrollTensor

/// An activation function, under Keras's name.
public enum ActivationFunction: String, Sendable, Codable, CaseIterable {
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
  /// The self-normalising exponential linear unit of Klambauer et al., 2017.
  case selu
  /// log(1 + eˣ)
  case softplus
  /// x / (1 + |x|)
  case softsign
  /// eˣ
  case exponential
  /// relu6(x + 3) / 6, as in Keras 3.
  case hardSigmoid = "hard_sigmoid"
  /// x between −1 and 1.
  case hardTanh = "hard_tanh"
  /// eˣ, divided by its sum over the last axis.
  case softmax

  /// The kernel that computes the function element by element; nil for `softmax`.
  public var elementwise: ElementwiseActivation? {
    switch self {
    case .linear: .linear
    case .tanh: .tanh
    case .sigmoid: .sigmoid
    case .relu: .relu
    case .relu6: .relu6
    case .leakyRelu: .leakyRelu
    case .elu: .elu
    case .selu: .selu
    case .softplus: .softplus
    case .softsign: .softsign
    case .exponential: .exponential
    case .hardSigmoid: .hardSigmoid
    case .hardTanh: .hardTanh
    case .softmax: nil
    }
  }

  /// Whether a loss can do better with the values before this function.
  var hasLogits: Bool { self == .sigmoid || self == .softmax }

  /// Applies the function in place to a contiguous view.
  func apply(_ view: TensorRef<Float>, _ kernels: Kernels) {
    if let elementwise {
      if elementwise != .linear { kernels.activate(elementwise, view) }
    } else {
      kernels.softmax(view)
    }
  }

  /// Multiplies a gradient by the derivative, given the function's output.
  func applyGradient(output: TensorRef<Float>, _ gradient: TensorRef<Float>, _ kernels: Kernels) {
    if let elementwise {
      if elementwise != .linear {
        kernels.activateGradient(elementwise, output: output, gradient: gradient)
      }
    } else {
      kernels.softmaxGradient(output: output, gradient: gradient)
    }
  }
}

extension ActivationFunction {
  /// Reads a name, or Keras's object form of a function.
  ///
  /// - Throws: `UnrollError` that lists the known names.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    let name = value.string ?? value["config"]?.string ?? value["class_name"]?.string ?? "?"
    guard let activation = ActivationFunction(rawValue: name) else {
      throw UnrollError(
        .unsupported, "the activation is not known", found: name,
        hint: "known are \(ActivationFunction.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    self = activation
  }
}
