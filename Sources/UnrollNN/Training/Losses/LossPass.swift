public import UnrollTensor

/// One evaluation of a loss over one shard.
public struct LossPass: Sendable {
  /// What the model put out, flattened to `[positions, C]`.
  public let output: TensorRef<Float>
  /// The values before the final sigmoid or softmax, if the model ends with one.
  public let logits: (values: TensorRef<Float>, activation: ActivationFunction)?
  /// The targets, flattened to `[positions, …]`.
  public let targets: TensorRef<Float>
  /// How much each position counts.
  public let weights: PositionWeights
  /// Where the gradient goes, `[positions, C]`; nil if only the loss is wanted.
  ///
  /// With ``logits`` of the fitting activation it is the gradient of the logits.
  public let gradient: TensorRef<Float>?
  /// The factor of the gradient.
  public internal(set) var scale: Float
  /// What is known of all targets of the batch.
  public let facts: TargetFacts

  /// Puts an evaluation together from views whose leading axes are the same.
  ///
  /// - Parameters:
  ///   - output: what the model put out.
  ///   - logits: the values before the final activation, if there is one.
  ///   - targets: what was wanted.
  ///   - weights: how much each position counts.
  ///   - gradient: where the gradient goes.
  ///   - scale: the factor of the gradient.
  ///   - facts: what ``Loss/facts(_:)`` tells of all targets of the batch.
  package init(
    output: TensorRef<Float>,
    logits: (values: TensorRef<Float>, activation: ActivationFunction)? = nil,
    targets: TensorRef<Float>, weights: PositionWeights = .none,
    gradient: TensorRef<Float>? = nil, scale: Float = 1, facts: TargetFacts
  ) {
    let positions = output.rows
    self.output = output.flattened
    self.logits = logits.map { ($0.values.flattened, $0.activation) }
    self.targets = targets.reshaped([positions, targets.count / max(positions, 1)])
    self.weights = weights
    self.gradient = gradient?.flattened
    self.scale = scale
    self.facts = facts
  }

  /// The number of columns of the output.
  var columns: Int { output.columns }

  /// The logits, if the model ends with this activation.
  func logits(of activation: ActivationFunction) -> TensorRef<Float>? {
    logits.flatMap { $0.activation == activation ? $0.values : nil }
  }

  /// Sets one element of the gradient, if it is wanted.
  func setGradient(_ position: Int, _ column: Int, _ slope: Double) {
    gradient?[position, column] = Float(slope)
  }
}
