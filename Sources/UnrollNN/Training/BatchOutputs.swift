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

  /// Hands the first rows of an output to its metrics.
  func update(_ metrics: inout [AnyMetric], output: Int, targets: TensorRef<Float>, rows: Int) {
    let (range, found) = (0..<rows, outputs[output])
    for index in metrics.indices {
      metrics[index].update(
        output: found.values.ref.slices(range), targets: targets.slices(range),
        mask: found.mask?.ref.slices(range).flat)
    }
  }
}
