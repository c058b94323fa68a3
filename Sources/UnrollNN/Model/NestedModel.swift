import UnrollTensor

/// A model used as a layer of another one: Keras's nested `Sequential` and `Functional`.
///
/// A plan never sees it: ``NetworkBuilder`` lays its layers out among those of the outer model.
public struct NestedModel: Layer {
  /// The model, in place of options.
  public struct Configuration: LayerConfiguration {
    /// The model.
    public var architecture: Architecture
    /// A model that is missing.
    public static let template = Configuration(
      architecture: .sequential(Sequential(input: .vector(1), entries: [])))

    /// Holds a model.
    public init(architecture: Architecture) { self.architecture = architecture }

    /// Models inside layers are read by the format module, which knows the form of a model.
    ///
    /// - Throws: `UnrollError` always.
    public init(from decoder: any Decoder) throws { throw Self.isNoOption }
    /// Models inside layers are written by the format module.
    ///
    /// - Throws: `UnrollError` always.
    public func encode(to encoder: any Encoder) throws { throw Self.isNoOption }

    private static var isNoOption: UnrollError {
      UnrollError(
        .unsupported, "a model cannot stand inside this layer",
        hint: "put the layers of the model into the outer model")
    }
  }

  /// The name for messages; files name the class of the model.
  public static let className = "Model"
  /// The model.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }
  /// Uses a model as a layer.
  public init(_ architecture: Architecture) { self.init(.init(architecture: architecture)) }

  /// Layers that hold other layers cannot hold models.
  ///
  /// - Throws: `UnrollError` always.
  public func plan(_ plan: inout LayerPlan) throws -> NoSlots {
    throw UnrollError(
      .unsupported, "a model cannot stand inside this layer",
      found: configuration.architecture.name,
      hint: "put the layers of the model into the outer model")
  }

  /// Never runs: the model has no plan of its own.
  public func forward(_: NoSlots, _: ForwardPass) {}
  /// Never runs: the model has no plan of its own.
  public func backward(_: NoSlots, _: BackwardPass) {}
}
