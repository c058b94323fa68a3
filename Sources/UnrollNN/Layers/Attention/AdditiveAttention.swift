import UnrollTensor

/// Means of values, weighed by the sums of tanh(query + key) (Bahdanau et al., 2015).
///
/// - Inputs: queries `[batch, Q, F]`, values `[batch, K, V]`, and keys `[batch, K, F]` (the values,
///   if left out). Output: `[batch, Q, V]`, with the mask of the queries.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `scale` | `[F]` with `useScale` | `scale` |
///
/// - Keras: `AdditiveAttention`.
public struct AdditiveAttention: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// Whether the features are weighed by numbers that are trained.
    public var useScale = true
    /// The share of weights that training drops.
    public var dropout: Float = 0
    /// The options at their defaults.
    public static let template = Configuration()

    /// Creates options.
    public init(useScale: Bool = true, dropout: Float = 0) {
      (self.useScale, self.dropout) = (useScale, dropout)
    }

    /// Checks dropout.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(dropout >= 0 && dropout < 1, "dropout must lie between 0 and 1", found: dropout)
    }
  }

  /// Keras's name of the class.
  public static let className = "AdditiveAttention"
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration = .template) { self.configuration = configuration }

  /// Declares the weights of the scores.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit each other.
  public func plan(_ plan: inout LayerPlan) throws -> Attention.Slots {
    let configuration = configuration
    return Attention.Slots(
      core: try AttentionCore(&plan, dropout: configuration.dropout) { plan, keys in
        let features = plan.input[2]
        return .additive(
          scale: configuration.useScale
            ? plan.parameter("scale", [features], .glorotUniform) : nil,
          sums: plan.scratch([keys, features], batchAxis: nil))
      })
  }

  /// Computes weights and means.
  public func forward(_ slots: Attention.Slots, _ pass: ForwardPass) { slots.core.forward(pass) }
  /// Takes the gradients to all inputs.
  public func backward(_ slots: Attention.Slots, _ pass: BackwardPass) {
    slots.core.backward(pass)
  }
}
