import UnrollTensor

/// Looks integers up in a table of learned vectors.
///
/// - Input `[batch, time]` of integers from 0 to `inputDim` − 1; output `[batch, time, outputDim]`.
///   The output is handed on as rows of the table, so that a recurrent layer projects each
///   distinct row once.
///
/// | parameter | shape | Keras path |
/// |---|---|---|
/// | `embeddings` | `[inputDim, outputDim]` | `embeddings` |
///
/// - Keras: `Embedding`. With `maskZero` the integer 0 marks steps that do not count.
public struct Embedding: Layer {
  /// The options of the layer.
  public struct Configuration: LayerConfiguration {
    /// The number of rows of the table: one more than the largest integer.
    public var inputDim: Int
    /// The size of the vectors.
    public var outputDim: Int
    /// How the table starts.
    public var embeddingsInitializer = Initializer.randomUniform()
    /// The penalty on the table.
    public var embeddingsRegularizer: Regularizer?
    /// What the table is made to obey.
    public var embeddingsConstraint: Constraint?
    /// Whether 0 marks steps that do not count.
    public var maskZero = false

    /// The options at their defaults, the sizes missing.
    public static let template = Configuration(inputDim: 0, outputDim: 0)

    /// Checks the sizes.
    ///
    /// - Throws: `UnrollError` that names the option.
    public func validate() throws {
      try require(inputDim > 0, "input_dim must be positive", found: inputDim)
      try require(outputDim > 0, "output_dim must be positive", found: outputDim)
    }
  }

  /// The handles of the layer.
  public struct Slots: Sendable {
    let table: ParameterSlot
  }

  /// Keras's name of the class.
  public static let className = "Embedding"
  /// Embeddings read the integers themselves.
  public static let readsRows = true
  /// Embeddings are what makes a model read integers.
  public static let readsTokens = true
  /// The options.
  public let configuration: Configuration

  /// Creates the layer from its options.
  public init(_ configuration: Configuration) { self.configuration = configuration }

  /// Creates the layer for a table of `inputDim` rows of `outputDim` numbers.
  public init(inputDim: Int, outputDim: Int, maskZero: Bool = false) {
    self.init(.init(inputDim: inputDim, outputDim: outputDim, maskZero: maskZero))
  }

  /// Declares the table.
  ///
  /// - Throws: `UnrollError` if the model's input is not integers.
  public func plan(_ plan: inout LayerPlan) throws -> Slots {
    guard plan.readsTokens else {
      throw UnrollError(
        .unsupported, "Embedding reads the integers of the model's input",
        expected: "[batch, time] as the first layer", found: plan.input.description,
        hint: "make Embedding the first layer of a model with Input.tokens")
    }
    guard plan.input.rank == 2 || !configuration.maskZero else {
      throw UnrollError(
        .unsupported, "mask_zero needs one integer for each step", expected: "[batch, time]",
        found: plan.input.description, hint: "leave mask_zero out")
    }
    let table = plan.parameter(
      "embeddings", [configuration.inputDim, configuration.outputDim],
      configuration.embeddingsInitializer, regularizer: configuration.embeddingsRegularizer,
      constraint: configuration.embeddingsConstraint)
    plan.output = Shape(plan.input.dimensions + [configuration.outputDim])
    plan.outputTable = table
    plan.outputMask = configuration.maskZero ? .own : .none
    return Slots(table: table)
  }

  /// Writes the mask; the look-up itself is left to the next layer.
  public func forward(_ slots: Slots, _ pass: ForwardPass) {
    guard let mask = pass.outputMask, case .rows(let ids, _) = pass.input else { return }
    for row in 0..<ids.rows {
      for step in 0..<ids.columns { mask[row, step] = ids[row, step] == 0 ? 0 : 1 }
    }
  }

  /// Nothing: the next layer adds to the gradient of the table.
  public func backward(_ slots: Slots, _ pass: BackwardPass) {}
}
