public import UnrollTensor

/// Samples for training, evaluation or prediction.
public protocol Dataset: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// What the samples hold for each input of the model.
  var inputs: [InputDescription] { get }
  /// The shape of one target for each output of the model: `[]` for one number.
  var targetShapes: [Shape] { get }
  /// Whether ``fill(_:_:)`` also writes what each sample counts.
  var hasSampleWeights: Bool { get }
  /// Copies the samples at `indices` into the first rows of a batch.
  ///
  /// - Throws: `UnrollError` if a sample cannot be read.
  func fill(_ batch: Batch, _ indices: ArraySlice<Int>) throws
  /// Refuses numbers that are infinite or none at all; training asks once, before it begins.
  ///
  /// - Throws: `UnrollError` that names the array and the sample.
  func checkNumbers() throws
}

extension Dataset {
  /// All samples count the same.
  public var hasSampleWeights: Bool { false }
  /// Looks at nothing: what is wrong shows in the loss.
  public func checkNumbers() throws {}

  /// How the inputs arrive; the number of steps is for models that leave it open.
  package var layouts: [InputLayout] {
    inputs.map { InputLayout($0.form, time: $0.shape.rank > 0 ? $0.shape[0] : nil) }
  }
}

/// What a dataset holds for one input of a model.
public struct InputDescription: Sendable {
  /// The form in which the input is given.
  public let form: InputForm
  /// The shape of one sample: `[time]` for rows and tokens.
  public let shape: Shape
  /// The table that the rows of ``InputForm/rows`` belong to.
  public let table: (any RowTable)?

  /// Creates the description.
  public init(_ form: InputForm, _ shape: Shape, table: (any RowTable)? = nil) {
    (self.form, self.shape, self.table) = (form, shape, table)
  }
}
