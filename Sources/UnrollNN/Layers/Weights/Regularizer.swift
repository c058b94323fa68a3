import UnrollTensor

/// A penalty on the size of a weight, which training adds to the loss.
///
/// It counts for weights that training changes, in the loss that `fit` and `evaluate` report too.
///
/// - Keras: `L1`, `L2`, `L1L2` and `OrthogonalRegularizer`.
public enum Regularizer: Sendable, Equatable {
  /// Which vectors of a matrix a penalty compares.
  public enum Mode: String, Sendable, CaseIterable {
    /// The rows.
    case rows
    /// The columns.
    case columns
  }

  /// The factor times the sum of absolute values.
  case l1(Float = 0.01)
  /// The factor times the sum of squares.
  case l2(Float = 0.01)
  /// Both, each with a factor of its own.
  case l1l2(l1: Float = 0, l2: Float = 0)
  /// The factor times the mean of |cos| over all pairs of rows or columns of a matrix.
  case orthogonal(factor: Float = 0.01, mode: Mode = .rows)

  /// The factors on absolute values and on squares.
  private var factors: (l1: Double, l2: Double) {
    switch self {
    case .l1(let factor): (Double(factor), 0)
    case .l2(let factor): (0, Double(factor))
    case .l1l2(let l1, let l2): (Double(l1), Double(l2))
    case .orthogonal: (0, 0)
    }
  }

  /// Checks that the penalty makes sense for a weight of a shape.
  ///
  /// - Throws: `UnrollError` that says which rule is broken.
  func check(_ shape: Shape) throws {
    if case .orthogonal(let factor, let mode) = self {
      try require(factor >= 0, "the factor of a regularizer must not be negative", found: factor)
      let compared = shape.rank == 2 ? (mode == .rows ? shape[0] : shape[1]) : 0
      guard compared >= 2 else {
        throw UnrollError(
          .shapeMismatch, "OrthogonalRegularizer compares the \(mode.rawValue) of a matrix",
          expected: "a weight of two axes with two \(mode.rawValue) or more",
          found: shape.description)
      }
      return
    }
    for factor in [factors.l1, factors.l2] {
      try require(factor >= 0, "the factor of a regularizer must not be negative", found: factor)
    }
  }

  /// Checks that the penalty can be taken of what a layer puts out.
  ///
  /// - Throws: `UnrollError` that says which rule is broken.
  func checkActivity() throws {
    if case .orthogonal = self {
      throw UnrollError(
        .unsupported, "OrthogonalRegularizer is supported for weights only, not for outputs",
        hint: "use L1, L2 or L1L2")
    }
    try check([])
  }

  /// The same penalty with its factors multiplied.
  func scaled(by scale: Float) -> Regularizer {
    switch self {
    case .l1(let factor): .l1(factor * scale)
    case .l2(let factor): .l2(factor * scale)
    case .l1l2(let l1, let l2): .l1l2(l1: l1 * scale, l2: l2 * scale)
    case .orthogonal(let factor, let mode): .orthogonal(factor: factor * scale, mode: mode)
    }
  }

  /// The penalty on a weight or an output, summed in double precision.
  func penalty(on weight: TensorRef<Float>) -> Double {
    if case .orthogonal(let factor, let mode) = self {
      return OrthogonalPenalty(weight, mode).value(factor: Double(factor))
    }
    let (l1, l2) = factors
    var (absolute, squares) = (0.0, 0.0)
    for piece in weight.pieces {
      piece.withSpan { values in
        for index in values.indices {
          absolute += abs(Double(values[index]))
          squares += Double(values[index]) * Double(values[index])
        }
      }
    }
    return l1 * absolute + l2 * squares
  }

  /// Adds the gradient of the penalty, which is 0 for |0|.
  func addGradient(on weight: TensorRef<Float>, into gradient: TensorRef<Float>) {
    if case .orthogonal(let factor, let mode) = self {
      OrthogonalPenalty(weight, mode).addGradient(factor: Double(factor), into: gradient)
      return
    }
    let (l1, l2) = (Float(factors.l1), 2 * Float(factors.l2))
    let isWhole = weight.isContiguous && gradient.isContiguous
    for (values, sums) in isWhole ? [(weight, gradient)] : Array(zip(weight.lines, gradient.lines))
    {
      sums.combine(sums, values) { sum, value in
        sum + l2 * value + (value > 0 ? l1 : value < 0 ? -l1 : 0)
      }
    }
  }
}

extension Regularizer: Codable {
  /// Reads Keras's object form, or a name such as `l2`.
  ///
  /// - Throws: `UnrollError` for a regulariser that is not known.
  public init(from decoder: any Decoder) throws {
    let object = try KerasObject(from: decoder)
    switch object.key {
    case "l1": self = .l1(try object.number("l1", 0.01))
    case "l2": self = .l2(try object.number("l2", 0.01))
    case "l1l2":
      self = .l1l2(l1: try object.number("l1", 0), l2: try object.number("l2", 0))
    case "orthogonalregularizer":
      self = .orthogonal(
        factor: try object.number("factor", 0.01), mode: try object.choice("mode", .rows))
    default:
      throw UnrollError(
        .unsupported, "the regularizer is not known", found: object.name,
        hint: "known are L1, L2, L1L2 and OrthogonalRegularizer")
    }
  }

  /// Writes Keras's object form.
  public func encode(to encoder: any Encoder) throws {
    let form: JSONValue =
      switch self {
      case .l1(let factor): KerasObject.form("L1", ["l1": .float(factor)])
      case .l2(let factor): KerasObject.form("L2", ["l2": .float(factor)])
      case .l1l2(let l1, let l2): KerasObject.form("L1L2", ["l1": .float(l1), "l2": .float(l2)])
      case .orthogonal(let factor, let mode):
        KerasObject.form(
          "OrthogonalRegularizer", ["factor": .float(factor), "mode": .string(mode.rawValue)])
      }
    try form.encode(to: encoder)
  }
}

extension TensorRef where Scalar == Float {
  /// The rows, each a view of its own.
  fileprivate var lines: [TensorRef] {
    let matrix = flattened
    return (0..<rows).map { matrix.slices($0..<($0 + 1)) }
  }
  /// Views whose elements lie one after another: the whole, or the rows.
  fileprivate var pieces: [TensorRef] { isContiguous ? [self] : lines }
}
