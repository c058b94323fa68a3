import UnrollNN
import UnrollTensor

/// The classes and options of Keras 2 that Keras 3 spells otherwise.
enum LayerDialect {
  typealias Options = [String: JSONValue]

  /// Rewrites the options of one object.
  ///
  /// - Parameters:
  ///   - className: Keras 2's name of the class.
  ///   - options: its options.
  /// - Returns: Keras 3's name of the class.
  /// - Throws: `UnrollError` with the option that has no counterpart.
  static func translate(_ className: String, _ options: inout Options) throws -> String {
    translateActivations(&options)
    rename("batch_input_shape", to: "batch_shape", in: &options)
    switch className {
    case "Model", "Functional":
      options = GraphDialect.modern(options)
      return "Functional"
    case "CuDNNLSTM", "CuDNNGRU": return cuDNN(className, &options)
    case "GRU", "GRUCell":
      // Keras 2.0 did not have the choice.
      options["reset_after"] = options["reset_after"] ?? .bool(false)
    case "LeakyReLU": rename("alpha", to: "negative_slope", in: &options)
    case "ThresholdedReLU":
      rename("theta", to: "threshold", in: &options)
      return "ReLU"
    case "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2":
      try translateBatchNormalization(&options)
      return "BatchNormalization"
    case "LayerNormalization": unwrap("axis", in: &options)
    case "VarianceScaling": return varianceScaling(&options)
    default: break
    }
    return className
  }

  /// Activations: `swish` has a new name; `hard_sigmoid` kept its name and got another slope, from
  /// 0.2 to 1/6.
  private static func translateActivations(_ options: inout Options) {
    for key in ["activation", "recurrent_activation"] {
      switch options[key]?.string {
      case "swish": options[key] = .string("silu")
      case "hard_sigmoid":
        options[key] = .string(ActivationFunction.legacyHardSigmoid.rawValue)
      default: break
      }
    }
  }

  /// The classes for graphics processors have their activations built in.
  private static func cuDNN(_ className: String, _ options: inout Options) -> String {
    options["activation"] = .string("tanh")
    options["recurrent_activation"] = .string("sigmoid")
    guard className == "CuDNNGRU" else { return "LSTM" }
    options["reset_after"] = .bool(true)
    return "GRU"
  }

  private static func translateBatchNormalization(_ options: inout Options) throws {
    unwrap("axis", in: &options)
    guard options["renorm"]?.bool != true else {
      throw UnrollError(
        .unsupported, "batch renormalization is not supported, nor is it by Keras 3",
        path: ["renorm"])
    }
    for key in ["renorm", "fused", "virtual_batch_size", "adjustment"]
    where [.null, .bool(false), .bool(true)].contains(options[key] ?? .null) {
      options[key] = nil
    }
  }

  /// Keras 2.2 wrote the common initializers as cases of this one, and cut the tails of normal
  /// distributions without saying so.
  private static func varianceScaling(_ options: inout Options) -> String {
    let isNormal = options["distribution"]?.string == "normal"
    if isNormal { options["distribution"] = .string("truncated_normal") }
    let stems: [String: [Double: String]] = [
      "fan_avg": [1: "Glorot"], "fan_in": [1: "Lecun", 2: "He"],
    ]
    guard isNormal || options["distribution"]?.string == "uniform",
      let mode = options["mode"]?.string, let scale = options["scale"]?.number,
      let stem = stems[mode]?[scale]
    else { return "VarianceScaling" }
    options = options.filter { $0.key == "seed" }
    return stem + (isNormal ? "Normal" : "Uniform")
  }

  private static func rename(_ old: String, to new: String, in options: inout Options) {
    guard let value = options.removeValue(forKey: old), options[new] == nil else { return }
    options[new] = value
  }

  /// An axis used to be a list of one.
  private static func unwrap(_ key: String, in options: inout Options) {
    if let list = options[key]?.array, list.count == 1 { options[key] = list[0] }
  }
}
