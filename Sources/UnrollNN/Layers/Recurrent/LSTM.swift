public import UnrollTensor

/// The cell of the long short-term memory (Hochreiter and Schmidhuber, 1997).
///
/// z = x·K + h₋·R + b, its columns in the order i, f, c, o;
/// c = σ(f)·c₋ + σ(i)·act(c̃); h = σ(o)·act(c).
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `kernel` | `[F, 4U]` | `cell/kernel` |
/// | `recurrent_kernel` | `[U, 4U]` | `cell/recurrent_kernel` |
/// | `bias` | `[4U]` | `cell/bias` |
public struct LSTMCell: RecurrentCell {
  /// Keras's name of the cell.
  public static let className = "LSTMCell"
  /// Keras's name of the layer.
  public static let layerClassName = "LSTM"
  /// The kernel that runs the cell.
  public static let kind = RecurrentKernelKind.lstm

  /// The options.
  public let configuration: CellConfiguration<LSTMCell>

  /// Creates the cell from its options.
  public init(_ configuration: CellConfiguration<LSTMCell>) { self.configuration = configuration }
}

/// A long short-term memory layer.
///
/// - Input `[batch, time, features]`; output `[batch, units]`, or `[batch, time, units]` with
///   `returnSequences`.
/// - Keras: `LSTM`.
public typealias LSTM = Recurrent<LSTMCell>

extension Recurrent where Cell == LSTMCell {
  /// Creates the layer; further options are properties of its configuration.
  public init(
    _ units: Int, activation: ActivationFunction = .tanh,
    recurrentActivation: ActivationFunction = .sigmoid,
    returnSequences: Bool = false, goBackwards: Bool = false, dropout: Float = 0,
    recurrentDropout: Float = 0, useBias: Bool = true, unitForgetBias: Bool = true
  ) {
    var options = Configuration(
      units: units, activation: activation, returnSequences: returnSequences,
      goBackwards: goBackwards, dropout: dropout, recurrentDropout: recurrentDropout,
      useBias: useBias)
    options.recurrentActivation = recurrentActivation
    options.unitForgetBias = unitForgetBias
    self.init(options)
  }
}
