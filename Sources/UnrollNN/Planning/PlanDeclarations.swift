import UnrollTensor

/// When a buffer holds something that must not be overwritten.
public enum BufferLifetime: Sendable, Hashable {
  /// The passes that a scratch buffer is used in.
  public enum Call: Sendable { case forward, backward, both }

  /// Inside the forward call.
  case call
  /// Inside the backward call.
  case backwardCall
  /// From the forward call to the end of the backward call.
  case saved

  init(_ call: Call, in mode: Mode) {
    switch (call, mode) {
    case (.forward, _), (.both, .inference), (.backward, .inference): self = .call
    case (.backward, .training): self = .backwardCall
    case (.both, .training): self = .saved
    }
  }
}

/// A buffer as declared: its largest shape and when it is in use.
struct BufferDeclaration: Sendable {
  var shape: Shape
  var batchAxis: Int?
  var node: Int
  var lifetime: BufferLifetime
  /// The buffer whose memory this one shares.
  var sharedIndex: Int?
}

/// A parameter as declared by a layer.
struct ParameterDeclaration: Sendable {
  var node: Int
  var scopes: [String]
  var name: String
  var shape: Shape
  var initializer: Initializer
}

/// Collects what the layers of one plan declare; confined to the planning of one model.
final class PlanDeclarations {
  /// The layer that is being planned.
  var node = 0
  private(set) var parameters: [ParameterDeclaration] = []
  private(set) var floats: [BufferDeclaration] = []
  private(set) var integers: [BufferDeclaration] = []
  private(set) var bytes: [BufferDeclaration] = []

  func addParameter(
    scopes: [String], name: String, shape: Shape, initializer: Initializer
  ) -> ParameterSlot {
    parameters.append(
      .init(node: node, scopes: scopes, name: name, shape: shape, initializer: initializer))
    return ParameterSlot(index: parameters.count - 1)
  }

  /// Declares another shape for the memory of a buffer.
  func addView(_ shape: Shape, of slot: BufferSlot<Float>) -> BufferSlot<Float> {
    var declaration = floats[slot.index]
    declaration.sharedIndex = declaration.sharedIndex ?? slot.index
    declaration.shape = shape
    floats.append(declaration)
    return BufferSlot(index: floats.count - 1)
  }

  /// The buffer that owns the memory of a slot.
  func owner(of slot: BufferSlot<Float>) -> Int { floats[slot.index].sharedIndex ?? slot.index }

  func addBuffer<Scalar>(
    _ shape: Shape, batchAxis: Int?, lifetime: BufferLifetime
  ) -> BufferSlot<Scalar> {
    let declaration = BufferDeclaration(
      shape: shape, batchAxis: batchAxis, node: node, lifetime: lifetime)
    switch Scalar.self {
    case is Float.Type: floats.append(declaration)
    case is Int32.Type: integers.append(declaration)
    case is UInt8.Type: bytes.append(declaration)
    default: preconditionFailure("buffers hold Float, Int32 or UInt8")
    }
    switch Scalar.self {
    case is Float.Type: return BufferSlot(index: floats.count - 1)
    case is Int32.Type: return BufferSlot(index: integers.count - 1)
    default: return BufferSlot(index: bytes.count - 1)
    }
  }
}
