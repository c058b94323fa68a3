public import UnrollTensor

/// A handle to a parameter, returned by ``LayerPlan/parameter(_:_:_:regularizer:constraint:)``.
public struct ParameterSlot: Sendable, Hashable {
  let index: Int
}

/// A handle to a state that lasts from batch to batch, returned by ``LayerPlan/state(_:)``.
public struct StateSlot: Sendable, Hashable {
  let index: Int
}

/// A handle to a buffer of a pass.
public struct BufferSlot<Scalar: TensorScalar>: Sendable, Hashable {
  let index: Int
}
