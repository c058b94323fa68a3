import UnrollTensor

/// A layer: an immutable description that plans its memory and computes with views.
///
/// A layer owns no weights and no buffers. ``plan(_:)`` declares what it needs and returns the
/// handles; ``forward(_:_:)`` and ``backward(_:_:)`` find the memory behind the handles in the
/// pass. The same value can therefore be planned several times: for training, for serving.
public protocol Layer: Sendable {
  /// The options of the layer; property names become Keras's keys by snake-case conversion.
  associatedtype Configuration: LayerConfiguration
  /// The handles that ``plan(_:)`` returns and the passes receive.
  associatedtype Slots: Sendable = NoSlots

  /// Keras's name of the class, such as `LSTM`.
  static var className: String { get }
  /// Whether the layer reads ``SequenceView/rows(ids:table:)`` itself; otherwise rows are
  /// gathered into a dense buffer before ``forward(_:_:)``.
  static var readsRows: Bool { get }
  /// Whether the layer reads integers, so that a model that begins with it does.
  static var readsTokens: Bool { get }

  /// Keras's keyword for what the layer reads after its first input; nil if all stand in one list.
  static var furtherInputsKeyword: String? { get }
  /// Whether the layer carries states from batch to batch, so that batches have a fixed size.
  var isStateful: Bool { get }
  /// How many values one call of the layer puts out.
  var outputCount: Int { get }
  /// How Keras's files group what one call reads beside its first input.
  func grouped(furtherInputs: [JSONValue]) -> [JSONValue]
  /// The options of this layer.
  var configuration: Configuration { get }
  /// Creates a layer; options are checked when it is planned, where its path is known.
  init(_ configuration: Configuration)

  /// Declares output shape, parameters and buffers for an input of ``LayerPlan/input``.
  ///
  /// - Throws: `UnrollError` if the layer cannot work on such an input.
  func plan(_ plan: inout LayerPlan) throws -> Slots
  /// Computes ``ForwardPass/output`` from ``ForwardPass/input``.
  func forward(_ slots: Slots, _ pass: ForwardPass)
  /// Adds the gradients of the parameters and writes ``BackwardPass/inputGradient``, if wanted.
  func backward(_ slots: Slots, _ pass: BackwardPass)
}

extension Layer {
  /// Most layers want their input dense.
  public static var readsRows: Bool { false }
  /// Most layers read numbers.
  public static var readsTokens: Bool { false }
  /// Most layers that read several values read a list.
  public static var furtherInputsKeyword: String? { nil }
  /// Most layers begin each batch anew.
  public var isStateful: Bool { false }
  /// Most layers put out one value.
  public var outputCount: Int { 1 }

  /// Most layers read a plain list.
  public func grouped(furtherInputs: [JSONValue]) -> [JSONValue] { furtherInputs }

  /// The layer under a name of its own: `LSTM(64).named("encoder")`.
  public func named(_ name: String) -> LayerEntry { LayerEntry(self, name: name) }
  /// The layer with weights that training leaves alone.
  public func frozen() -> LayerEntry { LayerEntry(self, isTrainable: false) }
  /// The layer with a penalty on what it puts out: Keras's `activity_regularizer`.
  public func penalizingActivity(_ regularizer: Regularizer) -> LayerEntry {
    LayerEntry(self, activityRegularizer: regularizer)
  }
}

/// The handles of a layer without parameters and buffers.
public struct NoSlots: Sendable {
  /// Creates the empty set of handles.
  public init() {}
}

/// The options of a layer.
public protocol LayerConfiguration: Codable, Equatable, Sendable {
  /// All options at their defaults; a required option holds a value that ``validate()`` refuses.
  static var template: Self { get }
  /// Checks the options against each other.
  ///
  /// - Throws: `UnrollError` that names the option and what it may hold.
  func validate() throws
}

extension LayerConfiguration {
  /// Accepts every combination of options.
  public func validate() throws {}
}

/// Options of a layer that has none.
public struct NoOptions: LayerConfiguration {
  /// The only value.
  public static let template = NoOptions()
  /// Creates the empty options.
  public init() {}
}

/// Throws an `invalidConfiguration` error unless `condition` holds.
///
/// - Parameters:
///   - condition: what must hold.
///   - message: the rule, such as "units must be positive".
///   - found: the value that breaks the rule.
/// - Throws: `UnrollError` with the rule and the value.
public func require(_ condition: Bool, _ message: String, found: Any? = nil) throws {
  guard !condition else { return }
  throw UnrollError(.invalidConfiguration, message, found: found.map { "\($0)" })
}
