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
  /// How many rows of the buffer belong to one row of the batch.
  var folds = 1
  /// The buffer whose memory this one shares.
  var sharedIndex: Int?
}

/// A parameter as declared by a layer.
struct ParameterDeclaration: Sendable {
  /// The layer that it belongs to.
  var layer: Int
  var scopes: [String]
  var name: String
  var shape: Shape
  var initializer: Initializer
  var isTrainable: Bool
  var regularizer: Regularizer?
  var constraint: Constraint?

  /// Checks that the rules of the weight fit its shape.
  ///
  /// - Throws: `UnrollError` with the name of the weight in its path.
  func check() throws {
    try locating(name) {
      try locating("initializer") { try initializer.check(shape) }
      try locating("regularizer") { try regularizer?.check(shape) }
      try locating("constraint") { try constraint?.check(shape) }
    }
  }
}

/// What a layer keeps whatever it is called on: the second call of a layer finds what the first
/// declared.
private struct LayerDeclarations {
  var parameters: [ParameterSlot] = []
  var states: [StateSlot] = []
}

/// Collects what the layers of one plan declare; confined to the planning of one model.
final class PlanDeclarations {
  /// Whether the plan is for looking into a model: backward passes, but no noise.
  let isInspection: Bool
  /// What can be looked at after a pass.
  private(set) var probes: [LayerProbe] = []
  /// The call that is being planned.
  private(set) var call = 0
  /// The layer that is called.
  private(set) var layer = 0
  /// What the layer has declared in this call.
  private var declared = LayerDeclarations()
  /// What layers declared in their first calls.
  private var known: [Int: LayerDeclarations] = [:]
  /// How many rows the layer that is being planned sees for one row of the batch.
  var folds = 1
  private(set) var parameters: [ParameterDeclaration] = []
  /// The numbers of all parameters.
  private(set) var weightCount = 0
  private(set) var states: [Shape] = []
  private(set) var floats: [BufferDeclaration] = []
  private(set) var integers: [BufferDeclaration] = []
  private(set) var bytes: [BufferDeclaration] = []

  init(isInspection: Bool = false) { self.isInspection = isInspection }

  /// Notes what can be looked at after a pass; not inside layers that fold steps into the batch.
  func add(_ view: LayerProbe.View, scopes: [String]) {
    if folds == 1 { probes.append(LayerProbe(call: call, scopes: scopes, view: view)) }
  }

  /// Begins the planning of a call of a layer.
  func begin(call: Int, layer: Int) {
    (self.call, self.layer) = (call, layer)
    declared = LayerDeclarations()
  }

  /// Ends the planning of a call.
  ///
  /// - Throws: `UnrollError` if the layer needs other weights than in its first call.
  func end() throws {
    guard let first = known[layer] else {
      known[layer] = declared
      return
    }
    guard first.parameters == declared.parameters, first.states == declared.states else {
      throw UnrollError(
        .shapeMismatch, "the layer is used twice, on inputs that need different weights",
        hint: "use a layer of its own for each shape of input")
    }
  }

  /// Whether the layer of this call has parameters.
  var hasParameters: Bool { !declared.parameters.isEmpty }

  func addParameter(_ declaration: ParameterDeclaration) -> ParameterSlot {
    let position = declared.parameters.count
    let slot: ParameterSlot
    if let first = known[layer], position < first.parameters.count,
      parameters[first.parameters[position].index].shape == declaration.shape
    {
      slot = first.parameters[position]
    } else {
      parameters.append(declaration)
      let (sum, isTooLarge) = weightCount.addingReportingOverflow(declaration.shape.count)
      weightCount = isTooLarge ? .max : sum
      slot = ParameterSlot(index: parameters.count - 1)
    }
    declared.parameters.append(slot)
    return slot
  }

  func addState(_ shape: Shape) -> StateSlot {
    let position = declared.states.count
    if let first = known[layer], position < first.states.count {
      declared.states.append(first.states[position])
    } else {
      states.append(shape)
      declared.states.append(StateSlot(index: states.count - 1))
    }
    return declared.states[position]
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
      shape: shape, batchAxis: batchAxis, node: call, lifetime: lifetime, folds: folds)
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
