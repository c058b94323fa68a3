import UnrollTensor

/// Cuts a batch into shards of a fixed number of rows and runs them on several threads.
///
/// The shards, and the order in which their results are added, depend on the batch alone: the
/// bits of a training run do not depend on the number of threads.
final class ShardRunner {
  /// The rows of a shard: enough to keep the matrix kernels busy, few enough for the cache.
  static let rowsPerShard = 16

  let plan: Plan
  let threads: Int
  private let workspaces: [Workspace]

  init(_ plan: Plan, shards: Int, threads: Int) {
    self.plan = plan
    self.threads = max(1, min(threads, shards))
    workspaces = (0..<self.threads).map { _ in Workspace(plan) }
  }

  /// The number of shards of a batch.
  static func count(rows: Int) -> Int { (rows + rowsPerShard - 1) / rowsPerShard }

  /// The rows of a shard.
  static func rows(of shard: Int, in total: Int) -> Range<Int> {
    (shard * rowsPerShard)..<min((shard + 1) * rowsPerShard, total)
  }

  /// Runs `body` for each shard of a batch, each thread with a workspace of its own.
  func forEachShard(rows: Int, _ body: @Sendable (Int, Range<Int>, Workspace) -> Void) {
    let shards = Self.count(rows: rows)
    let (workers, workspaces) = (min(threads, shards), workspaces)
    Threads.run(workers) { worker in
      for shard in stride(from: worker, to: shards, by: workers) {
        body(shard, Self.rows(of: shard, in: rows), workspaces[worker])
      }
    }
  }
}
