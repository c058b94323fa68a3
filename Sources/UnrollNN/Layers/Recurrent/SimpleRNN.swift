public import UnrollTensor

/// The cell of Elman's network: h = act(x·K + b + h₋·R).
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `kernel` | `[F, U]` | `cell/kernel` |
/// | `recurrent_kernel` | `[U, U]` | `cell/recurrent_kernel` |
/// | `bias` | `[U]` | `cell/bias` |
public struct SimpleRNNCell: RecurrentCell {
  /// Keras's name of the cell.
  public static let className = "SimpleRNNCell"
  /// Keras's name of the layer.
  public static let layerClassName = "SimpleRNN"
  /// The kernel that runs the cell.
  public static let kind = RecurrentKernelKind.simpleRNN

  /// The options.
  public let configuration: CellConfiguration<SimpleRNNCell>

  /// Creates the cell from its options.
  public init(_ configuration: CellConfiguration<SimpleRNNCell>) {
    self.configuration = configuration
  }
}

/// A fully connected recurrent layer.
///
/// - Input `[batch, time, features]`; output `[batch, units]`, or `[batch, time, units]` with
///   `returnSequences`.
/// - Keras: `SimpleRNN`.
public typealias SimpleRNN = Recurrent<SimpleRNNCell>

extension Recurrent where Cell == SimpleRNNCell {
  /// Creates the layer; further options are properties of its configuration.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh, returnSequences: Bool = false,
    goBackwards: Bool = false, dropout: Float = 0, recurrentDropout: Float = 0,
    useBias: Bool = true
  ) {
    self.init(
      Configuration(
        units: units, activation: activation, returnSequences: returnSequences,
        goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
        useBias: useBias))
  }
}
