import UnrollTensor

/// Something inside a layer that can be looked at after a forward pass.
struct LayerProbe: Sendable {
  /// What there is to see.
  enum View: Sendable {
    /// Gates and states of a recurrent cell.
    case recurrent(RecurrentProbe)
    /// The steps that held the maxima of a pooling layer, `[batch, features]`.
    case winners(BufferSlot<Int32>)
  }

  /// The call of the layer.
  let call: Int
  /// Keras's names of the wrappers between layer and cell, such as `forward_layer`.
  let scopes: [String]
  /// What there is to see.
  let view: View
}

/// Where a recurrent layer keeps the history of a pass.
struct RecurrentProbe: Sendable {
  let kind: RecurrentKernelKind
  let className: String
  let units: Int
  let goesBackwards: Bool
  let recurrentActivation: ActivationKernel
  /// `[T + 1, batch, units]`, slot 0 the state before the first step.
  let hidden: BufferSlot<Float>
  /// `[T, batch, gates · units]`.
  let gates: BufferSlot<Float>
  /// As ``hidden``; LSTM only.
  let cell: BufferSlot<Float>?
  /// `[T, batch]`, in the order in which the cell runs.
  let mask: BufferSlot<UInt8>?
}
