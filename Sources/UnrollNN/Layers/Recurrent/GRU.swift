public import UnrollTensor

/// The cell of the gated recurrent unit (Cho et al., 2014), its columns in the order z, r, h.
///
/// z = σ(x_z + h_z); r = σ(x_r + h_r); h = z·h₋ + (1 − z)·h̃, where x = x·K + b and
/// - with `resetAfter` h̃ = act(x_h + r·(h₋·R_h + b₁)),
/// - without h̃ = act(x_h + (r·h₋)·R_h).
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `kernel` | `[F, 3U]` | `cell/kernel` |
/// | `recurrent_kernel` | `[U, 3U]` | `cell/recurrent_kernel` |
/// | `bias` | `[2, 3U]` with `resetAfter`, else `[3U]` | `cell/bias` |
public struct GRUCell: RecurrentCell {
  /// Keras's name of the cell.
  public static let className = "GRUCell"
  /// Keras's name of the layer.
  public static let layerClassName = "GRU"
  /// The kernel that runs the cell.
  public static let kind = RecurrentKernelKind.gru

  /// The options.
  public let configuration: CellConfiguration<GRUCell>

  /// Creates the cell from its options.
  public init(_ configuration: CellConfiguration<GRUCell>) { self.configuration = configuration }
}

/// A gated recurrent unit layer.
///
/// - Input `[batch, time, features]`; output `[batch, units]`, or `[batch, time, units]` with
///   `returnSequences`.
/// - Keras: `GRU`.
public typealias GRU = Recurrent<GRUCell>

extension Recurrent where Cell == GRUCell {
  /// Creates the layer; further options are properties of its configuration.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh,
    recurrentActivation: ActivationFunction = .sigmoid,
    returnSequences: Bool = false, goBackwards: Bool = false, dropout: Float = 0,
    recurrentDropout: Float = 0, useBias: Bool = true, resetAfter: Bool = true
  ) {
    var options = Configuration(
      units: units, activation: activation, returnSequences: returnSequences,
      goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
      useBias: useBias)
    options.recurrentActivation = recurrentActivation
    options.resetAfter = resetAfter
    self.init(options)
  }
}
