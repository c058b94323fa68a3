/// The options of every recurrent layer: how its cell is run over the steps, each stated once.
public struct RecurrenceOptions: Codable, Equatable, Sendable {
  /// Whether the output is that of every step, `[batch, time, units]`, or of the last one.
  public var returnSequences = false
  /// Whether the last states are put out beside the output.
  public var returnState = false
  /// Whether the states last from batch to batch.
  public var stateful = false
  /// Whether Keras unrolls its loop over the steps; the results are the same.
  public var unroll = false
  /// Whether the input is read from its end.
  public var goBackwards = false
  /// Whether masked steps put out zeros instead of the carried state.
  public var zeroOutputForMask = false

  /// All options at Keras's defaults.
  public init() {}

  /// Whether zeros stand at other steps than the masked ones: where Keras unrolls its loop, it zeroes
  /// a sequence that was read backwards by the mask in the order of the text.
  var zeroesMirroredSteps: Bool {
    zeroOutputForMask && unroll && goBackwards && returnSequences
  }
  /// Whether zeros stand at the masked steps.
  var zeroesMaskedSteps: Bool { zeroOutputForMask && !zeroesMirroredSteps }
}
