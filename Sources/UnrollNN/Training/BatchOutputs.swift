import UnrollTensor

/// What a model put out for a batch, collected from its shards for the metrics.
///
/// `@unchecked Sendable`: every shard writes its own rows, and nobody reads before all are done.
final class BatchOutputs: @unchecked Sendable {
  private struct Output {
    let values: Tensor<Float>
    let mask: Tensor<UInt8>?
  }

  private let outputs: [Output]

  init(_ plan: Plan, rows: Int) {
    outputs = plan.outputs.map { output in
      let shape = output.shape.withFirst(rows)
      return Output(
        values: Tensor(repeating: 0, shape: shape),
        mask: output.mask == nil ? nil : Tensor(repeating: 1, shape: [rows, shape[1]]))
    }
  }

  /// The number of positions of an output, all axes but the last, of the first rows.
  func positions(_ output: Int, rows: Int) -> Int {
    outputs[output].values.shape.withFirst(rows).rows
  }

  /// Keeps what one shard put out.
  func take(_ rows: Range<Int>, _ workspace: Workspace) {
    for (index, output) in outputs.enumerated() {
      output.values.ref.slices(rows).assign(workspace.output(index))
      if let mask = output.mask, let found = workspace.outputMask(index) {
        mask.ref.slices(rows).assign(found)
      }
    }
  }

  /// The first rows of an output, as metrics look at them.
  func metricBatch(_ output: Int, _ batch: Batch, rows: Int) -> MetricBatch {
    let (range, found) = (0..<rows, outputs[output])
    return MetricBatch(
      output: found.values.ref.slices(range), targets: batch.targets[output].slices(range),
      mask: found.mask?.ref.slices(range).flat, weights: batch.sampleWeights?.slices(range))
  }
}
