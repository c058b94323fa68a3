import UnrollTensor

/// An initialiser whose variance is `scale` divided by the number of a weight's inputs or outputs.
///
/// - Keras: `VarianceScaling`; Glorot's, He's and LeCun's initialisers are cases of it.
public struct VarianceScaling: Sendable, Equatable {
  /// What the variance is divided by.
  public enum Mode: String, Sendable, CaseIterable {
    /// The number of inputs of a unit.
    case input = "fan_in"
    /// The number of outputs of an input.
    case output = "fan_out"
    /// The mean of both.
    case average = "fan_avg"
  }

  /// The form of the distribution.
  public enum Distribution: String, Sendable, CaseIterable {
    /// Equal density between two limits.
    case uniform
    /// A normal distribution without what lies further out than two standard deviations.
    case truncatedNormal = "truncated_normal"
    /// A normal distribution.
    case normal = "untruncated_normal"
  }

  /// The variance times the number that it is divided by.
  public var scale: Float
  /// What the variance is divided by.
  public var mode: Mode
  /// The form of the distribution.
  public var distribution: Distribution
  /// The axes of the inputs; nil for the last but one and all before it.
  public var inputAxes: [Int]?
  /// The axes of the outputs; nil for the last, and all before the last two.
  public var outputAxes: [Int]?

  /// Creates the rule; Keras's defaults.
  public init(
    scale: Float = 1, mode: Mode = .input, distribution: Distribution = .truncatedNormal
  ) {
    (self.scale, self.mode, self.distribution) = (scale, mode, distribution)
  }

  /// Reads Keras's options.
  init(_ object: KerasObject) throws {
    scale = try object.number("scale", 1)
    mode = try object.choice("mode", .input)
    // Keras 2 had this name first.
    distribution = try object.choice("distribution", LegacyDistribution.truncated).current
    (inputAxes, outputAxes) = (try object.axes("input_axes"), try object.axes("output_axes"))
  }

  var kerasForm: [String: JSONValue] {
    var form: [String: JSONValue] = [
      "scale": .float(scale), "mode": .string(mode.rawValue),
      "distribution": .string(distribution.rawValue), "seed": .null,
    ]
    // Only the newest Keras knows the axes.
    if let inputAxes { form["input_axes"] = .array(inputAxes.map(JSONValue.integer)) }
    if let outputAxes { form["output_axes"] = .array(outputAxes.map(JSONValue.integer)) }
    return form
  }

  /// Checks the scale, and the axes against a weight.
  ///
  /// - Throws: `UnrollError` that names the option.
  func check(_ shape: Shape) throws {
    try require(scale > 0, "scale must be positive", found: scale)
    for axis in (inputAxes ?? []) + (outputAxes ?? [])
    where !(-shape.rank..<shape.rank).contains(axis) {
      throw UnrollError(
        .shapeMismatch, "the weight does not have the axis of its initializer",
        expected: "an axis of \(shape)", found: "\(axis)")
    }
  }

  /// The values of a fresh weight of `shape`, in row-major order.
  func values(_ shape: Shape, _ random: inout RandomSource) -> [Float] {
    let variance = Double(scale) / max(fan(shape), 1)
    switch distribution {
    case .uniform:
      let limit = (3 * variance).squareRoot()
      return (0..<shape.count).map { _ in Float(limit * (2 * random.uniform() - 1)) }
    case .truncatedNormal:
      // Cutting a normal distribution at two deviations leaves this share of its deviation.
      let deviation = variance.squareRoot() / 0.87962566103423978
      return (0..<shape.count).map { _ in Float(deviation * random.truncatedNormal()) }
    case .normal:
      let deviation = variance.squareRoot()
      return (0..<shape.count).map { _ in Float(deviation * random.normal()) }
    }
  }

  private func fan(_ shape: Shape) -> Double {
    let (input, output) = fans(shape)
    switch mode {
    case .input: return input
    case .output: return output
    case .average: return (input + output) / 2
    }
  }

  /// Fan-in and fan-out as Keras counts them: of the whole matrix, all gates together.
  private func fans(_ shape: Shape) -> (Double, Double) {
    if let inputAxes, let outputAxes {
      func size(_ axes: [Int]) -> Double { axes.reduce(1) { $0 * Double(shape[$1]) } }
      return (size(inputAxes), size(outputAxes))
    }
    guard shape.rank >= 2 else {
      let size = shape.rank == 0 ? 1 : Double(shape[0])
      return (size, size)
    }
    let field = shape.dimensions.dropLast(2).reduce(1) { $0 * Double($1) }
    return (Double(shape[-2]) * field, Double(shape[-1]) * field)
  }

  /// The distributions with the name that Keras 2 gave one of them.
  private enum LegacyDistribution: String, CaseIterable {
    case uniform, normal
    case truncated = "truncated_normal"
    case untruncated = "untruncated_normal"

    var current: Distribution {
      switch self {
      case .uniform: .uniform
      case .normal, .truncated: .truncatedNormal
      case .untruncated: .normal
      }
    }
  }
}

extension RandomSource {
  /// A number from a standard normal distribution without what lies beyond two deviations.
  mutating func truncatedNormal() -> Double {
    while true {
      let value = normal()
      if abs(value) < 2 { return value }
    }
  }
}
