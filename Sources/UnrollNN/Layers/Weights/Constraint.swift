import UnrollTensor

/// A rule that a weight is made to obey after every step of the optimizer.
///
/// A norm is taken along `axes`: over axis 0 of a kernel `[F, U]` it is that of all that leads to a
/// unit.
///
/// - Keras: `MaxNorm`, `NonNeg`, `UnitNorm` and `MinMaxNorm`.
public enum Constraint: Sendable, Equatable {
  /// Vectors that are too long are cut to the limit.
  case maxNorm(Float = 2, axes: [Int] = [0])
  /// Negative numbers become 0.
  case nonNegative
  /// Vectors are divided by their length.
  case unitNorm(axes: [Int] = [0])
  /// The norm goes the share `rate` of its way into the range.
  case minMaxNorm(
    minimum: Float = 0, maximum: Float = 1, rate: Float = 1, axes: [Int] = [0])

  /// Keras's `backend.epsilon()`, which keeps vectors of zeros from a division by zero.
  private static let epsilon: Float = 1e-7

  /// Checks that a weight has the axes of the rule.
  ///
  /// - Throws: `UnrollError` that names the axis.
  func check(_ shape: Shape) throws {
    for axis in axes ?? [] where !(-shape.rank..<shape.rank).contains(axis) {
      throw UnrollError(
        .shapeMismatch, "the weight does not have the axis of its constraint",
        expected: "an axis of \(shape)", found: "\(axis)")
    }
  }

  private var axes: [Int]? {
    switch self {
    case .nonNegative: nil
    case .maxNorm(_, let axes), .unitNorm(let axes), .minMaxNorm(_, _, _, let axes): axes
    }
  }

  /// What a vector of a norm is multiplied by.
  private func factor(_ norm: Float) -> Float {
    switch self {
    case .nonNegative: 1
    case .maxNorm(let limit, _): min(max(norm, 0), limit) / (Self.epsilon + norm)
    case .unitNorm: 1 / (Self.epsilon + norm)
    case .minMaxNorm(let low, let high, let rate, _):
      (rate * min(max(norm, low), high) + (1 - rate) * norm) / (Self.epsilon + norm)
    }
  }

  /// Makes a weight, a contiguous view, obey.
  func apply(_ weight: TensorRef<Float>) {
    guard let axes else {
      weight.combine(weight, weight) { value, _ in max(value, 0) }
      return
    }
    let groups = NormGroups(weight.shape, axes: axes)
    var squares = [Double](repeating: 0, count: groups.count)
    let flat = weight.flat
    for index in 0..<weight.count {
      let value = Double(flat[0, index])
      squares[groups[index]] += value * value
    }
    let factors = squares.map { factor(Float($0.squareRoot())) }
    for index in 0..<weight.count { flat[0, index] *= factors[groups[index]] }
  }
}

/// Which elements of a weight share a norm: those that differ along the reduced axes alone.
private struct NormGroups {
  /// For each axis that is kept: its size, and the distance of its elements.
  private let kept: [(size: Int, stride: Int)]

  init(_ shape: Shape, axes: [Int]) {
    let reduced = Set(axes.map { $0 < 0 ? $0 + shape.rank : $0 })
    var stride = shape.count
    var kept: [(size: Int, stride: Int)] = []
    for axis in 0..<shape.rank {
      stride /= max(shape[axis], 1)
      if !reduced.contains(axis) { kept.append((shape[axis], stride)) }
    }
    self.kept = kept
  }

  var count: Int { kept.reduce(1) { $0 * $1.size } }

  /// The group of an element, by its place in row-major order.
  subscript(index: Int) -> Int {
    kept.reduce(0) { $0 * $1.size + index / $1.stride % $1.size }
  }
}

extension Constraint: Codable {
  /// Reads Keras's object form, or a name such as `max_norm`.
  ///
  /// - Throws: `UnrollError` for a constraint that is not supported.
  public init(from decoder: any Decoder) throws {
    let object = try KerasObject(from: decoder)
    let axes = try object.axes("axis") ?? [0]
    switch object.key {
    case "maxnorm": self = .maxNorm(try object.number("max_value", 2), axes: axes)
    case "nonneg": self = .nonNegative
    case "unitnorm": self = .unitNorm(axes: axes)
    case "minmaxnorm":
      self = .minMaxNorm(
        minimum: try object.number("min_value", 0), maximum: try object.number("max_value", 1),
        rate: try object.number("rate", 1), axes: axes)
    default:
      throw UnrollError(
        .unsupported, "the constraint is not supported", found: object.name,
        hint: "supported are MaxNorm, NonNeg, UnitNorm and MinMaxNorm")
    }
  }

  /// Writes Keras's object form.
  public func encode(to encoder: any Encoder) throws {
    let form: JSONValue =
      switch self {
      case .maxNorm(let limit, let axes):
        KerasObject.form("MaxNorm", ["max_value": .float(limit), "axis": .axes(axes)])
      case .nonNegative: KerasObject.form("NonNeg", [:])
      case .unitNorm(let axes): KerasObject.form("UnitNorm", ["axis": .axes(axes)])
      case .minMaxNorm(let low, let high, let rate, let axes):
        KerasObject.form(
          "MinMaxNorm",
          [
            "min_value": .float(low), "max_value": .float(high), "rate": .float(rate),
            "axis": .axes(axes),
          ])
      }
    try form.encode(to: encoder)
  }
}
