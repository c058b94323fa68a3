import UnrollTensor

/// The results of the shards of one step, one place each.
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
  let targets: [TensorRef<Float>]

  init(_ batch: Batch, rows: Int, random: RandomSource) {
    let ranges = (0..<ShardRunner.count(rows: rows)).map { ShardRunner.rows(of: $0, in: rows) }
    inputs = ranges.map {
      Shard(
        input: batch.input($0), sources: batch.sources($0), rows: $0.count,
        firstRow: $0.lowerBound, random: random)
    }
    targets = ranges.map { batch.targets.slices($0) }
  }
}
