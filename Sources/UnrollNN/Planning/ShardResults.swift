import UnrollTensor

/// What the shards of one step report of one output of the model, one place each.
///
/// `@unchecked Sendable`: every shard writes its own place, and nobody reads before all are done.
final class ShardResults: @unchecked Sendable {
  private let sums: Tensor<Double>
  private let counts: Tensor<Int32>

  init(shards: Int) {
    sums = Tensor(repeating: 0, shape: [shards])
    counts = Tensor(repeating: 0, shape: [shards])
  }

  func set(_ shard: Int, sum: Double, counted: Int) {
    sums.ref[0, shard] = sum
    counts.ref[0, shard] = Int32(counted)
  }

  var sum: Double { sums.scalars.reduce(0, +) }
  var counted: Int { counts.scalars.reduce(0) { $0 + Int($1) } }
}

/// A batch cut into shards.
struct ShardInputs: Sendable {
  let inputs: [Shard]
  /// The targets of each shard, one for each output.
  let targets: [[TensorRef<Float>]]

  init(_ batch: Batch, _ shards: ShardRows, random: RandomSource) {
    inputs = shards.ranges.map { range in
      Shard(
        inputs: batch.inputs.map { ShardInput($0.view(range), sources: $0.sources(range)) },
        rows: range.count, firstRow: range.lowerBound, random: random)
    }
    targets = shards.ranges.map { range in batch.targets.map { $0.slices(range) } }
  }
}
