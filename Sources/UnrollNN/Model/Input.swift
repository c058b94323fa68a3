import UnrollTensor

/// What a model reads: Keras's `Input`.
public struct Input: Sendable, Equatable {
  /// The sizes of all axes after the batch; nil where the data decides.
  public private(set) var dimensions: [Int?]
  /// Whether the model reads integers, for an `Embedding`.
  public var isTokens: Bool
  /// The name of Keras's input layer.
  public var name = "input_layer"
  /// Keras's name of the type of its numbers, where a file says it, such as `int32`; it goes back
  /// into files, and nothing else depends on it.
  public var dataType: String?
  /// The number of samples of every batch, where it is fixed: Keras's `batch_size`.
  public var batch: Int?

  /// Creates an input of any shape.
  public init(dimensions: [Int?], isTokens: Bool = false) {
    self.dimensions = dimensions
    self.isTokens = isTokens
  }

  /// Sequences of vectors, `[batch, time, size]`; text comes in as rows of a table.
  public static func features(time: Int?, size: Int) -> Input { Input(dimensions: [time, size]) }
  /// Sequences of integers, `[batch, time]`.
  public static func tokens(time: Int?) -> Input { Input(dimensions: [time], isTokens: true) }
  /// Single vectors, `[batch, size]`.
  public static func vector(_ size: Int) -> Input { Input(dimensions: [size]) }

  /// The number of steps: the first size after the batch; nil where the data decides.
  public var steps: Int? {
    get { dimensions.first ?? nil }
    set { if !dimensions.isEmpty { dimensions[0] = newValue } }
  }

  /// The form in which arrays for this input arrive.
  public var arrayForm: InputForm { isTokens ? .tokens : .dense }

  /// The concrete shape for a batch.
  func shape(batch: Int, time: Int?) throws -> Shape {
    let sizes = try dimensions.enumerated().map { index, size in
      if let size { return size }
      guard index == 0, let time else {
        throw UnrollError(
          .invalidConfiguration, "the input leaves a size open that only the data can give",
          found: "\(dimensions.map { $0.map(String.init) ?? "None" })",
          hint: "give the size in Input, or pass data to the model")
      }
      return time
    }
    return Shape([batch] + sizes)
  }
}
