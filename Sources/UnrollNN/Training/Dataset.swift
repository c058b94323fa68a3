public import UnrollTensor

/// Samples for training, evaluation or prediction.
public protocol Dataset: Sendable {
  /// The number of samples.
  var count: Int { get }
  /// The form in which inputs are given.
  var form: InputForm { get }
  /// The shape of one input: `[time]` for rows and tokens.
  var inputShape: Shape { get }
  /// The shape of one target: `[]` for one number.
  var targetShape: Shape { get }
  /// The table that the rows of ``InputForm/rows`` belong to.
  var table: (any RowTable)? { get }
  /// Copies the samples at `indices` into the first rows of a batch.
  ///
  /// - Throws: `UnrollError` if a sample cannot be read.
  func fill(_ batch: Batch, _ indices: ArraySlice<Int>) throws
}

extension Dataset {
  /// No table: inputs are numbers or tokens.
  public var table: (any RowTable)? { nil }

  /// The number of time steps of the inputs, for models that leave it open.
  var time: Int? { inputShape.rank > 0 ? inputShape[0] : nil }
}
