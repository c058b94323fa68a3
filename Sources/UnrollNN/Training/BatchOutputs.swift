import UnrollTensor

/// What a model put out for a batch, collected from its shards for the metrics.
///
/// `@unchecked Sendable`: every shard writes its own rows, and nobody reads before all are done.
final class BatchOutputs: @unchecked Sendable {
  private let values: Tensor<Float>
  private let mask: Tensor<UInt8>?

  init(_ plan: Plan, rows: Int) {
    values = Tensor(repeating: 0, shape: plan.output.withFirst(rows))
    mask =
      plan.masksOutput
      ? Tensor(repeating: 1, shape: plan.output.withFirst(rows).droppingLast()) : nil
  }

  /// The number of positions, all axes but the last, of the first rows.
  func positions(rows: Int) -> Int { values.shape.withFirst(rows).rows }

  /// Keeps the output of one shard.
  func take(_ rows: Range<Int>, _ output: TensorRef<Float>, mask shardMask: TensorRef<UInt8>?) {
    values.ref.slices(rows).assign(output)
    if let mask, let shardMask { mask.ref.slices(rows).assign(shardMask) }
  }

  /// Hands the first rows to metrics.
  func update(_ metrics: inout [AnyMetric], targets: TensorRef<Float>, rows: Int) {
    let range = 0..<rows
    for index in metrics.indices {
      metrics[index].update(
        output: values.ref.slices(range), targets: targets.slices(range),
        mask: mask?.ref.slices(range).flat)
    }
  }
}
