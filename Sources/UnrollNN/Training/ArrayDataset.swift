public import UnrollTensor

/// Samples in arrays, one array for each input and output of a model.
public struct ArrayDataset: Dataset {
  /// The samples of one input.
  public enum Array: Sendable {
    /// Numbers `[count, …]`.
    case numbers(Tensor<Float>)
    /// Integers `[count, time]` for an embedding.
    case tokens(Tensor<Int32>)

    var shape: Shape {
      switch self {
      case .numbers(let numbers): numbers.shape
      case .tokens(let tokens): tokens.shape
      }
    }

    var description: InputDescription {
      switch self {
      case .numbers(let numbers): InputDescription(.dense, numbers.shape.droppingFirst())
      case .tokens(let tokens): InputDescription(.tokens, tokens.shape.droppingFirst())
      }
    }
  }

  /// The number of samples.
  public let count: Int
  private let arrays: [Array]
  private let targets: [Tensor<Float>]

  /// Creates a dataset for a model with several inputs or outputs.
  ///
  /// - Parameters:
  ///   - inputs: an array for each input.
  ///   - targets: an array `[count, …]` for each output.
  /// - Throws: `UnrollError` if there is no input, or the counts differ.
  public init(inputs: [Array], targets: [Tensor<Float>]) throws {
    guard let first = inputs.first?.shape, first.rank >= 1 else {
      throw UnrollError(
        .shapeMismatch, "an array of inputs has an axis of samples", expected: "[samples, …]",
        found: inputs.first.map { $0.shape.description } ?? "no array",
        hint: "give the first axis to the samples, with array.reshape")
    }
    for shape in inputs.map(\.shape) { try Self.checkCounts(first, shape, "inputs") }
    for shape in targets.map(\.shape) { try Self.checkCounts(first, shape, "inputs and targets") }
    count = first[0]
    arrays = inputs
    self.targets = targets
  }

  /// Creates a dataset of inputs `[count, …]` and targets `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(_ inputs: Tensor<Float>, _ targets: Tensor<Float>) throws {
    try self.init(inputs: [.numbers(inputs)], targets: [targets])
  }

  /// Creates a dataset of integers `[count, time]` and targets `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(tokens: Tensor<Int32>, _ targets: Tensor<Float>) throws {
    try self.init(inputs: [.tokens(tokens)], targets: [targets])
  }

  /// What the arrays hold for each input.
  public var inputs: [InputDescription] { arrays.map(\.description) }
  /// The inputs that are numbers; nil for one of integers.
  var inputArrays: [Tensor<Float>?] {
    arrays.map { if case .numbers(let numbers) = $0 { numbers } else { nil } }
  }
  /// The targets.
  var targetArrays: [Tensor<Float>] { targets }
  /// The shape of one target for each output.
  public var targetShapes: [Shape] { targets.map { $0.shape.droppingFirst() } }

  /// Copies samples into a batch.
  public func fill(_ batch: Batch, _ indices: ArraySlice<Int>) {
    for (array, input) in zip(arrays, batch.inputs) {
      input.removeSources()
      for (row, index) in indices.enumerated() {
        let source = index..<(index + 1)
        switch array {
        case .numbers(let numbers): input.appendDense(numbers.ref.slices(source))
        case .tokens(let tokens):
          input.ids.slices(row..<(row + 1)).assign(tokens.ref.slices(source))
        }
      }
    }
    for (target, all) in zip(batch.targets, targets) {
      for (row, index) in indices.enumerated() {
        target.slices(row..<(row + 1)).assign(all.ref.slices(index..<(index + 1)))
      }
    }
  }

  private static func checkCounts(_ first: Shape, _ other: Shape, _ what: String) throws {
    guard other.rank >= 1, first[0] == other[0] else {
      throw UnrollError(
        .shapeMismatch, "\(what) differ in number", expected: first.description,
        found: other.description, hint: "the first axes of all arrays count the samples")
    }
  }
}
