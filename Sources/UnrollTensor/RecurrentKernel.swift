/// The recurrent cells that the kernels know.
public enum RecurrentKernelKind: CaseIterable, Hashable, Sendable {
  /// `h = act(x + h·R)`
  case simpleRNN
  /// Four gates in the order input, forget, candidate, output, and a cell state.
  case lstm
  /// Three gates in the order update, reset, candidate.
  case gru

  /// The number of gates of a unit: **G**.
  public var gates: Int {
    switch self {
    case .simpleRNN: 1
    case .lstm: 4
    case .gru: 3
    }
  }

  /// Whether the cell has a second state beside its output.
  public var hasCell: Bool { self == .lstm }
  /// Whether forward and backward need ``RecurrentArguments/extra``.
  public var hasExtra: Bool { self != .simpleRNN }
}

/// The views of one recurrent layer over a whole sequence of one shard, forward or backward.
///
/// Steps run from 0 to T - 1 in processing order. For a layer that goes backwards the caller gives
/// places and mask in reversed order, and ``reversesOutput`` says where the outputs go.
///
/// Forward reads projected, places, the recurrent views, the mask and slot 0 of hidden and cell; it
/// writes the other slots of hidden and cell, gates, extra and output. Backward needs
/// ``keepsHistory``, reads what forward wrote, the output's gradient and the gradients of the last
/// states, and writes the gate gradients and the gradients of the initial states. The gradients of
/// kernels and biases are products of these over all steps and are left to the caller.
public struct RecurrentArguments {
  /// The number of steps: **T**.
  public var steps: Int
  /// The steps of one call; calls follow each other from step 0 up, backward from step T down.
  public var range: Range<Int>
  /// The number of rows of the shard: **B**.
  public var rows: Int
  /// The number of units: **U**.
  public var units: Int
  /// The activation of the candidate and the output.
  public var activation = ActivationKernel.tanh
  /// The activation of the gates.
  public var recurrentActivation = ActivationKernel.sigmoid
  /// GRU: whether the reset gate acts after the recurrent product.
  public var resetsAfter = false

  /// `[P, G*U]`, contiguous: the input's share of the gates, bias added, of each distinct input row.
  public var projected: TensorRef<Float>
  /// `[T, B]`: the row of ``projected`` for each step and row, anything where the mask is 0; nil
  /// for `(step - range.lowerBound) * B + row`.
  public var places: TensorRef<Int32>?
  /// `[U, G*U]`, contiguous.
  public var recurrentKernel: TensorRef<Float>
  /// `[U]`: added to the candidate's product with the state; GRU that resets after only.
  ///
  /// What the other gates add belongs into ``projected``.
  public var recurrentBias: TensorRef<Float>?
  /// `[1, B, U]` or `[G, B, U]`: factors on the state before the recurrent product.
  public var recurrentNoise: TensorRef<Float>?
  /// `[T, B]`, 0 where the state is carried over; nil if every step counts.
  ///
  /// What such a step leaves of its row in gates, extra, gradients of gates, and in the slots of
  /// the states inside a call is undefined.
  public var mask: TensorRef<UInt8>?
  /// Whether masked steps put out zero instead of the carried state.
  public var zeroesMaskedOutput = false

  /// Whether each step keeps a slot of its own; without, all steps overwrite one slot.
  public var keepsHistory: Bool
  /// `[T + 1, B, U]` with history, else `[1, B, U]`; slot 0 holds the initial state.
  public var hidden: TensorRef<Float>
  /// As ``hidden``; LSTM only.
  public var cell: TensorRef<Float>?
  /// `[T, B, G*U]` with history, else `[1, B, G*U]`: the activated gates, or their sums where the
  /// activation keeps its input.
  public var gates: TensorRef<Float>
  /// `[T, B, U]` with history, else `[1, B, U]`; LSTM and GRU only.
  public var extra: TensorRef<Float>?
  /// `[B, 2*G*U + 2*U]`, contiguous: overwritten by both passes.
  public var scratch: TensorRef<Float>

  /// `[B, T, U]` for the output of every step, `[B, U]` for that of the last; may have a row stride.
  public var output: TensorRef<Float>?
  /// Whether step `t` puts its output, and finds its gradient, at `T - 1 - t`.
  public var reversesOutput = false

  /// `[B, T, U]`, or `[B, U]` if it belongs to the last step alone; nil for zero.
  public var outputGradient: TensorRef<Float>?
  /// `[G*U, U]`, contiguous: the transpose of ``recurrentKernel``; backward only.
  public var recurrentKernelTransposed: TensorRef<Float>?
  /// `[B, U]`: in the gradient of the last state, out that of the first; backward only.
  public var hiddenGradient: TensorRef<Float>?
  /// As ``hiddenGradient``, for the cell state of an LSTM.
  public var cellGradient: TensorRef<Float>?
  /// `[range.count, B, G*U]`: receives the gradient of the gates' sums; backward only.
  public var gateGradients: TensorRef<Float>?
  /// `[range.count, B, G*U]`: receives the gradient of `h·R + bias`; GRU that resets after only.
  public var recurrentGradients: TensorRef<Float>?

  /// Creates the arguments of a forward pass; everything optional starts out absent.
  ///
  /// - Parameters:
  ///   - steps: the number of steps, T.
  ///   - rows: the number of rows of the shard, B.
  ///   - units: the number of units, U.
  ///   - projected: see ``projected``.
  ///   - recurrentKernel: see ``recurrentKernel``.
  ///   - hidden: see ``hidden``.
  ///   - gates: see ``gates``.
  ///   - scratch: see ``scratch``.
  ///   - keepsHistory: see ``keepsHistory``.
  public init(
    steps: Int, rows: Int, units: Int, projected: TensorRef<Float>,
    recurrentKernel: TensorRef<Float>, hidden: TensorRef<Float>, gates: TensorRef<Float>,
    scratch: TensorRef<Float>, keepsHistory: Bool
  ) {
    (self.steps, self.rows, self.units) = (steps, rows, units)
    range = 0..<steps
    self.projected = projected
    self.recurrentKernel = recurrentKernel
    self.hidden = hidden
    self.gates = gates
    self.scratch = scratch
    self.keepsHistory = keepsHistory
  }
}
