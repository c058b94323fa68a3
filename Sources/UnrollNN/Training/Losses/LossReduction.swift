import UnrollTensor

/// How the losses of all positions become one number.
///
/// A position is one place of all axes but the last: a sample, or a step of a sample. Weights and
/// mask multiply the loss of each position; the reductions differ in what the sum is divided by.
public enum LossReduction: String, Sendable, Codable, CaseIterable {
  /// By the number of positions, or of those that the mask leaves.
  case sumOverBatchSize = "sum_over_batch_size"
  /// Nothing.
  case sum
  /// The same as ``sumOverBatchSize``.
  case mean
  /// By the sum of the weights, masked positions having none.
  case meanWithSampleWeight = "mean_with_sample_weight"

  /// Reads Keras's name; `auto` is Keras 2's name of the default.
  ///
  /// - Throws: `UnrollError` for `none`, which leaves nothing to train on, and unknown names.
  public init(from decoder: any Decoder) throws {
    let value = try JSONValue(from: decoder)
    let name = value.string ?? "none"
    guard let reduction = LossReduction(rawValue: name == "auto" ? "sum_over_batch_size" : name)
    else {
      throw UnrollError(
        .unsupported, "the reduction of the loss is not supported", path: ["reduction"],
        expected: Self.allCases.map(\.rawValue).joined(separator: ", "), found: name)
    }
    self = reduction
  }

  /// What the sum over a batch is multiplied by.
  ///
  /// - Parameter divisor: the sum of ``Loss/divisor(_:)`` over all shards of the batch.
  /// - Returns: one by the divisor, and 0 where that is 0, as Keras has it.
  public func factor(_ divisor: Double) -> Double {
    if self == .sum { return 1 }
    return divisor == 0 ? 0 : 1 / divisor
  }
}
