public import UnrollTensor

/// max(1 − y p, 0), averaged over the last axis, for targets −1 and 1.
///
/// Where all targets of a batch are zeros and ones, zeros stand for −1.
public struct Hinge: Loss {
  /// Keras's name of the class.
  public static let className = "Hinge"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  /// Whether all targets are zeros and ones.
  public func facts(_ targets: TensorRef<Float>) -> TargetFacts { .init(binaryIn: targets) }

  /// The mean over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    pass.hinge(position) { ($0, 1) }
  }
}

/// max(1 − y p, 0)², averaged over the last axis, for targets −1 and 1.
///
/// Where all targets of a batch are zeros and ones, zeros stand for −1.
public struct SquaredHinge: Loss {
  /// Keras's name of the class.
  public static let className = "SquaredHinge"
  /// How the losses of all positions become one number.
  public var reduction = LossReduction.sumOverBatchSize

  /// Creates the loss.
  public init() {}

  /// Whether all targets are zeros and ones.
  public func facts(_ targets: TensorRef<Float>) -> TargetFacts { .init(binaryIn: targets) }

  /// The mean over the columns of a position.
  public func loss(at position: Int, of pass: LossPass) -> Double {
    pass.hinge(position) { ($0 * $0, 2 * $0) }
  }
}

extension TargetFacts {
  /// Looks through all targets.
  fileprivate init(binaryIn targets: TensorRef<Float>) {
    areBinary = (0..<targets.rows).allSatisfy { row in
      (0..<targets.columns).allSatisfy { targets[row, $0] == 0 || targets[row, $0] == 1 }
    }
  }
}

extension LossPass {
  /// The mean of a function of the margins max(1 − y p, 0) of a position; the function gives its
  /// value and its derivative.
  fileprivate func hinge(_ position: Int, _ function: (Double) -> (Double, Double)) -> Double {
    let share = 1 / Double(columns)
    var sum = 0.0
    for column in 0..<columns {
      let label = Double(targets[position, column])
      let y = facts.areBinary ? 2 * label - 1 : label
      let margin = 1 - y * Double(output[position, column])
      let (value, slope) = function(max(margin, 0))
      sum += value
      setGradient(position, column, margin >= 0 ? -y * slope * share : 0)
    }
    return sum * share
  }
}

extension Loss where Self == Hinge {
  /// The hinge loss, for targets −1 and 1.
  public static var hinge: Hinge { .init() }
}

extension Loss where Self == SquaredHinge {
  /// The squared hinge loss, for targets −1 and 1.
  public static var squaredHinge: SquaredHinge { .init() }
}
