public import UnrollTensor

/// One value that a layer reads, as far as it is known before anything is computed.
public struct PlannedInput: Sendable {
  /// Its shape, batch first; the batch is the largest that one pass will see.
  public var shape: Shape
  /// Whether it carries a mask over its first two axes.
  public var hasMask: Bool
  /// Whether it needs a gradient.
  public var needsGradient: Bool
}

/// What a layer puts out beside its first output.
public struct PlannedOutput: Sendable {
  /// Its shape, batch first.
  public var shape: Shape
  /// Its mask.
  public var mask: OutputMask

  /// Creates the description of an output.
  public init(_ shape: Shape, mask: OutputMask = .none) { (self.shape, self.mask) = (shape, mask) }
}

/// What a layer can do without memory of its own for the output, and for its gradient.
public enum MemoryReuse: Sendable {
  /// It reads its input while it writes its output.
  case none
  /// Its output is the numbers of its input under another shape.
  case view
  /// It replaces each number of its input, and the backward pass needs neither.
  case inPlace
}

/// The mask of a layer's output.
public enum OutputMask: Sendable {
  /// The input's mask, if it has one.
  case input
  /// None: the layer does away with the axis, or with the mask.
  case none
  /// The mask that the layer writes itself, `[batch, time]`.
  case own
}

/// The values before the final activation, kept so that a loss can use the exact formula.
public struct Logits: Sendable {
  /// Where they are.
  public let slot: BufferSlot<Float>
  /// The activation that turns them into the output.
  public let activation: ActivationFunction

  /// Creates the note.
  public init(_ slot: BufferSlot<Float>, _ activation: ActivationFunction) {
    self.slot = slot
    self.activation = activation
  }
}
