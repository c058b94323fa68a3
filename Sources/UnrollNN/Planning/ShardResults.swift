import UnrollTensor

/// What the shards of one step report of one output of the model, one place each.
///
/// `@unchecked Sendable`: every shard writes its own place, and nobody reads before all are done.
final class ShardResults: @unchecked Sendable {
  private let sums: Tensor<Double>
  private let divisors: Tensor<Double>

  init(shards: Int) {
    sums = Tensor(repeating: 0, shape: [shards])
    divisors = Tensor(repeating: 0, shape: [shards])
  }

  func set(_ shard: Int, sum: Double, divisor: Double) {
    sums.ref[0, shard] = sum
    divisors.ref[0, shard] = divisor
  }

  var sum: Double { sums.scalars.reduce(0, +) }
  var divisor: Double { divisors.scalars.reduce(0, +) }
}

/// A batch cut into shards.
struct ShardInputs: Sendable {
  let inputs: [Shard]

  init(_ batch: Batch, _ shards: ShardRows, random: RandomSource) {
    inputs = shards.ranges.map { range in
      Shard(
        inputs: batch.inputs.map { ShardInput($0.view(range), sources: $0.sources(range)) },
        rows: range.count, firstRow: range.lowerBound, random: random)
    }
  }
}
