public import UnrollTensor

/// A network with weights.
///
/// A model is used by one thread at a time; ``Predictor`` serves many.
public final class Model {
  /// The architecture.
  public let sequential: Sequential
  /// The weights.
  public let parameters: ParameterStore
  /// The optimizer, loss and metrics that the model was, or is to be, trained with.
  public var compilation: Compilation?
  /// What the optimizer remembers, if the model comes from training.
  public internal(set) var optimizerState: OptimizerState?

  /// Builds a model and fills its weights.
  ///
  /// - Parameters:
  ///   - sequential: the architecture.
  ///   - seed: decides the weights; equal seeds give equal weights.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(_ sequential: Sequential, seed: UInt64 = 0) throws {
    try self.init(sequential) { $0.initialize(seed: seed) }
  }

  /// Builds a model and lets `fill` set its weights, which are zero before.
  package init(_ sequential: Sequential, filling fill: (ParameterStore) throws -> Void) throws {
    let duplicates = Dictionary(grouping: sequential.layerNames) { $0 }.filter { $1.count > 1 }
    try require(
      duplicates.isEmpty, "every layer needs a name of its own",
      found: duplicates.keys.sorted().joined(separator: ", "))
    self.sequential = sequential
    let plan = try Plan(
      sequential, batch: 1, form: sequential.input.arrayForm, mode: .inference, time: 1)
    parameters = ParameterStore(parameters: plan.parameters, capacity: plan.parameterCapacity)
    try fill(parameters)
  }

  /// Builds a model from a list of layers.
  ///
  /// - Parameters:
  ///   - input: what the first layer reads.
  ///   - seed: decides the weights; equal seeds give equal weights.
  ///   - layers: the layers, one a line.
  /// - Throws: `UnrollError` with the path of a layer that does not fit.
  public convenience init(
    input: Input, seed: UInt64 = 0, @LayerBuilder _ layers: () -> [LayerEntry]
  ) throws {
    try self.init(Sequential(input: input, layers), seed: seed)
  }

  /// Computes the outputs for inputs `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the inputs do not fit the model.
  public func predict(_ inputs: Tensor<Float>) throws -> Tensor<Float> {
    try Predictor(self).predict(inputs)
  }

  /// The shape of the output for a batch of one, where it does not depend on the data.
  ///
  /// - Throws: `UnrollError` if the input leaves a size open.
  public func outputShape(time: Int? = nil) throws -> Shape {
    try Plan(
      sequential, batch: 1, form: sequential.input.arrayForm, mode: .inference, time: time
    ).output
  }
}

/// With what a model is trained: Keras's `compile`.
public struct Compilation: Sendable {
  /// The rule that changes the weights.
  public var optimizer: any Optimizer
  /// What is made small.
  public var loss: any Loss
  /// What is reported beside the loss.
  public var metrics: [AnyMetric]

  /// Creates the choice.
  public init(optimizer: any Optimizer, loss: any Loss, metrics: [AnyMetric] = []) {
    self.optimizer = optimizer
    self.loss = loss
    self.metrics = metrics
  }
}
