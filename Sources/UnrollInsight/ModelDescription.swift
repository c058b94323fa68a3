public import Unroll
public import UnrollNN

/// What documents say of a model.
public struct ModelDescription: Sendable, Codable, Equatable {
  /// What documents say of a layer.
  public struct Layer: Sendable, Codable, Equatable {
    /// The name of the layer.
    public var name: String
    /// Keras's name of its class.
    public var className: String
    /// The shape of its first output, batch first; nil where the data decides.
    public var outputShape: [Int?]
    /// The number of its weights.
    public var parameters: Int
  }

  /// The name of the model.
  public var name: String
  /// The names of the labels; those of the outputs for a model on arrays.
  public var labels: [String]
  /// The number of steps that it reads; nil where the data decides.
  public var length: Int?
  /// Its layers.
  public var layers: [Layer]

  /// Describes a model.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned for the sizes that it leaves open.
  public init(_ model: Model, labels: [String]) throws {
    name = model.architecture.name
    self.labels = labels
    length = model.architecture.inputs.first?.steps
    layers = try model.layerSummaries().map {
      Layer(
        name: $0.name, className: $0.className, outputShape: $0.outputShapes.first ?? [],
        parameters: $0.parameterCount)
    }
  }

  /// Describes a text model.
  ///
  /// - Throws: `UnrollError` if the model cannot be planned.
  public init(_ pipeline: TextPipeline) throws {
    try self.init(pipeline.model, labels: pipeline.labels)
  }
}
