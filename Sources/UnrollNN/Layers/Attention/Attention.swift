import UnrollTensor

/// Means of values, weighed by the products of queries and keys (Luong et al., 2015).
///
/// - Inputs: queries `[batch, Q, F]`, values `[batch, K, V]`, and keys `[batch, K, F]` (the values,
///   if left out). Output: `[batch, Q, V]`, with the mask of the queries.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `scale` | `[]` with `useScale` | `scale` |
/// | `concat_score_weight` | `[]` with `scoreMode` concat | `concat_score_weight` |
///
/// - Keras: `Attention`.
public struct Attention: Layer {
  /// How well a query fits a key.
  public enum ScoreMode: String, KerasChoice {
    /// Their scalar product.
    case dot
    /// The sum of tanh(q + k).
    case concat
  }

  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// Whether scores are multiplied by a number that is trained.
    public var useScale = false
    /// How scores are computed.
    public var scoreMode = ScoreMode.dot
    /// The share of weights that training drops.
    public var dropout: Float = 0
    /// The options at their defaults.
    public static let template = Configuration()

    /// Creates options.
    public init(useScale: Bool = false, scoreMode: ScoreMode = .dot, dropout: Float = 0) {
      (self.useScale, self.scoreMode, self.dropout) = (useScale, scoreMode, dropout)
    }

    /// Checks dropout.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(dropout >= 0 && dropout < 1, "dropout must lie between 0 and 1", found: dropout)
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let core: AttentionCore
  }

  /// Keras's name of the class.
  public static let className = "Attention"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration = .template) { self.configuration = configuration }

  /// Declares the weights of the scores.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit each other.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    let configuration = configuration
    return Slots(
      core: try AttentionCore(&plan, dropout: configuration.dropout) { plan, keys in
        let scale = configuration.useScale ? plan.parameter("scale", [], .ones) : nil
        guard configuration.scoreMode == .concat else { return .product(scale: scale) }
        let features = plan.input[2]
        return .concat(
          scale: scale, weight: plan.parameter("concat_score_weight", [], .ones),
          sums: plan.scratch([keys, features], batchAxis: nil))
      })
  }

  /// Computes weights and means.
  public func forward(_ slots: Slots, _ pass: ForwardPass) { slots.core.forward(pass) }
  /// Takes the gradients to all inputs.
  public func backward(_ slots: Slots, _ pass: BackwardPass) { slots.core.backward(pass) }
}
