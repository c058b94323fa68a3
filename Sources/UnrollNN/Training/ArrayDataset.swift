public import UnrollTensor

/// Samples in arrays.
public struct ArrayDataset: Dataset {
  /// The form in which inputs are given.
  public let form: InputForm
  private let numbers: Tensor<Float>?
  private let tokens: Tensor<Int32>?
  private let targets: Tensor<Float>

  /// Creates a dataset of inputs `[count, …]` and targets `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(_ inputs: Tensor<Float>, _ targets: Tensor<Float>) throws {
    try Self.checkCounts(inputs.shape, targets.shape)
    form = .dense
    numbers = inputs
    tokens = nil
    self.targets = targets
  }

  /// Creates a dataset of integers `[count, time]` and targets `[count, …]`.
  ///
  /// - Throws: `UnrollError` if the counts differ.
  public init(tokens: Tensor<Int32>, _ targets: Tensor<Float>) throws {
    try Self.checkCounts(tokens.shape, targets.shape)
    form = .tokens
    numbers = nil
    self.tokens = tokens
    self.targets = targets
  }

  /// The number of samples.
  public var count: Int { targets.shape[0] }
  /// The shape of one input.
  public var inputShape: Shape { (numbers?.shape ?? tokens?.shape ?? [0]).droppingFirst() }
  /// The shape of one target.
  public var targetShape: Shape { targets.shape.droppingFirst() }

  /// Copies samples into a batch.
  public func fill(_ batch: Batch, _ indices: ArraySlice<Int>) {
    batch.removeSources()
    for (row, index) in indices.enumerated() {
      let (source, target) = (index..<(index + 1), row..<(row + 1))
      if let numbers { batch.appendDense(numbers.ref.slices(source)) }
      if let tokens { batch.ids.slices(target).assign(tokens.ref.slices(source)) }
      batch.targets.slices(target).assign(targets.ref.slices(source))
    }
  }

  private static func checkCounts(_ inputs: Shape, _ targets: Shape) throws {
    guard inputs.rank >= 1, targets.rank >= 1, inputs[0] == targets[0] else {
      throw UnrollError(
        .shapeMismatch, "inputs and targets differ in number", expected: inputs.description,
        found: targets.description, hint: "the first axes of both arrays count the samples")
    }
  }
}
