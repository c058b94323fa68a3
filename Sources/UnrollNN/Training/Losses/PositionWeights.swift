public import UnrollTensor

/// How much each position of a batch or a shard counts: its mask times its weight.
public struct PositionWeights: Sendable {
  /// Every position counts once.
  public static let none = PositionWeights()

  private let mask: TensorRef<UInt8>?
  private let weights: TensorRef<Float>?
  private let positionsPerWeight: Int

  private init() {
    mask = nil
    weights = nil
    positionsPerWeight = 1
  }

  /// Puts mask and weights together.
  ///
  /// - Parameters:
  ///   - positions: the number of positions.
  ///   - mask: one element for each position, 0 where it does not count; nil if all count.
  ///   - weights: one for each sample or one for each position; nil for 1. The weight of a sample
  ///     is that of all its positions, as Keras has it for weights `[batch, 1]`.
  /// - Precondition: there are as many as there are samples or positions.
  public init(positions: Int, mask: TensorRef<UInt8>?, weights: TensorRef<Float>? = nil) {
    precondition(mask.map { $0.count == positions } ?? true, "the mask has an element a position")
    precondition(
      weights.map { $0.count == 0 ? positions == 0 : positions % $0.count == 0 } ?? true,
      "there is a weight for each sample or for each position")
    self.mask = mask?.flat
    self.weights = weights?.flat
    positionsPerWeight = weights.map { positions / max($0.count, 1) } ?? 1
  }

  /// Whether there are weights or a mask at all.
  public var areGiven: Bool { isMasked || weights != nil }
  /// Whether there is a mask.
  public var isMasked: Bool { mask != nil }

  /// The weights alone, for Keras's metrics that look at no mask.
  var withoutMask: PositionWeights { PositionWeights(mask: nil, weights, positionsPerWeight) }

  /// The mask alone.
  var withoutWeights: PositionWeights { PositionWeights(mask: mask, nil, 1) }

  private init(mask: TensorRef<UInt8>?, _ weights: TensorRef<Float>?, _ positionsPerWeight: Int) {
    self.mask = mask
    self.weights = weights
    self.positionsPerWeight = positionsPerWeight
  }

  /// Whether the mask lets a position count.
  public func isOpen(_ position: Int) -> Bool { mask.map { $0[0, position] != 0 } ?? true }

  /// The weight of a position; 0 where it is masked.
  public subscript(position: Int) -> Double {
    guard isOpen(position) else { return 0 }
    return weights.map { Double($0[0, position / positionsPerWeight]) } ?? 1
  }

  /// The sum of the weights as they were given, without mask; nil if none were given.
  var givenTotal: Double? {
    weights.map { weights in (0..<weights.count).reduce(0) { $0 + Double(weights[0, $1]) } }
  }
}
