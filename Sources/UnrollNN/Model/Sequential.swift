/// A chain of layers: an architecture without weights.
public struct Sequential: Sendable, Equatable {
  /// What the first layer reads.
  public internal(set) var input: Input
  /// The layers in order.
  public let entries: [LayerEntry]
  /// The name of the model.
  public var name: String

  /// Creates a chain from entries.
  public init(input: Input, entries: [LayerEntry], name: String = "sequential") {
    self.input = input
    self.entries = entries
    self.name = name
  }

  /// Creates a chain from a list of layers.
  public init(input: Input, name: String = "sequential", @LayerBuilder _ layers: () -> [LayerEntry])
  {
    self.init(input: input, entries: layers(), name: name)
  }

  /// The names of the layers: their own, or Keras's automatic ones.
  public var layerNames: [String] {
    var namer = LayerNamer()
    return entries.map { namer.name($0) }
  }
}
