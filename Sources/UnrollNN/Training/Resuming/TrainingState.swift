public import UnrollTensor

/// All that a run of training must know to go on to the bit, in another process too.
///
/// Orders and noise are not kept: they follow from the seed, the epoch and the step.
public struct TrainingState: Sendable {
  /// Where the run stands, without its arrays.
  public var progress: TrainingProgressRecord
  /// The arrays by name: weights, the blocks of the optimizer, the states of layers, and what
  /// callbacks keep.
  public var arrays: [String: Tensor<Float>]

  /// Puts a state together, such as one that was read from a file.
  public init(progress: TrainingProgressRecord, arrays: [String: Tensor<Float>]) {
    (self.progress, self.arrays) = (progress, arrays)
  }

  /// The names of the arrays.
  enum ArrayName {
    static func weight(_ index: Int) -> String { "weights/\(index)" }
    static func slot(_ slot: Int, _ index: Int) -> String { "optimizer/\(slot)/\(index)" }
    static let states = "states"
    static func callback(_ index: Int, _ array: Int) -> String { "callbacks/\(index)/\(array)" }
  }

  /// An array that must be there.
  ///
  /// - Throws: `UnrollError` that names it if it is missing or has another shape.
  func array(_ name: String, _ shape: Shape) throws -> Tensor<Float> {
    guard let array = arrays[name], array.shape == shape else {
      throw UnrollError(
        .corruptFile, "an array of the checkpoint does not fit the model", path: [name],
        expected: shape.description, found: arrays[name]?.shape.description ?? "none",
        hint: "go on with the model and the options that the run began with")
    }
    return array
  }
}

/// Where a run of training stands: everything of ``TrainingState`` but its arrays.
public struct TrainingProgressRecord: Codable, Sendable {
  /// What must be the same for the run to go on.
  public var run: RunIdentity
  /// The epoch that comes or is under way, counted from 0.
  public var epoch: Int
  /// The number of batches of it that are done.
  public var step: Int
  /// Whether a callback stopped the run; an epoch that is under way still ends.
  public var isStopping: Bool
  /// The figures of the epochs that ended.
  public var history: History
  /// What the epoch under way has added up.
  var figures: EpochFigures.Collected
  /// The learning rate, if the optimizer follows no schedule.
  var learningRate: Double?
  /// The number of steps that the optimizer has done, those before the run among them.
  var iterations: Int
  /// The single numbers of the optimizer.
  var scalars: [Float]
  /// What the callbacks keep, in their order; those that keep nothing are left out.
  var callbacks: [CallbackState]
}
