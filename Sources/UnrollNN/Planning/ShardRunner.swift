import UnrollTensor

/// The rows of a batch, cut into shards of one size.
///
/// The shards, and the order in which their results are added, depend on the batch and the plan
/// alone: the bits of a training run do not depend on the number of threads.
struct ShardRows: Sendable {
  /// The rows of each shard.
  let ranges: [Range<Int>]

  init(rows: Int, plan: Plan) {
    ranges = stride(from: 0, to: rows, by: plan.batch).map { $0..<min($0 + plan.batch, rows) }
  }

  /// The number of shards.
  var count: Int { ranges.count }
}

/// Runs the shards of batches on several threads, each with a workspace of its own.
final class ShardRunner {
  /// The rows of a shard where the model leaves the choice: enough to keep the matrix kernels
  /// busy, few enough for the cache.
  static let rowsPerShard = 16

  let plan: Plan
  let threads: Int
  private let workspaces: [Workspace]

  init(_ plan: Plan, batchSize: Int, threads: Int) {
    self.plan = plan
    self.threads = max(1, min(threads, ShardRows(rows: batchSize, plan: plan).count))
    workspaces = (0..<self.threads).map { _ in Workspace(plan) }
  }

  /// Runs `body` for each shard of a batch.
  func forEachShard(of shards: ShardRows, _ body: @Sendable (Int, Range<Int>, Workspace) -> Void) {
    let (workers, workspaces) = (min(threads, shards.count), workspaces)
    Threads.run(workers) { worker in
      for shard in stride(from: worker, to: shards.count, by: workers) {
        body(shard, shards.ranges[shard], workspaces[worker])
      }
    }
  }
}
