import Foundation

/// The jobs that wait, bounded by the number of their samples.
///
/// Unchecked because the compiler cannot see that the condition's lock guards the jobs; a condition
/// is needed, for workers sleep until there is something to do.
package final class PredictionQueue: @unchecked Sendable {
  private let condition = NSCondition()
  private let capacity: Int
  private let batchSize: Int
  private var jobs: [PredictionJob] = []
  private var samples = 0
  private var isClosed = false

  /// Creates an empty queue.
  ///
  /// - Parameters:
  ///   - capacity: the most samples that wait.
  ///   - batchSize: the most samples that are taken together.
  package init(capacity: Int, batchSize: Int) {
    (self.capacity, self.batchSize) = (max(capacity, 1), max(batchSize, 1))
  }

  /// The number of samples that wait.
  package var depth: Int { condition.withLock { samples } }

  /// Adds jobs, all or none of them.
  ///
  /// - Returns: false if there is no room, or the queue is closed.
  package func add(_ new: [PredictionJob]) -> Bool {
    let count = new.reduce(0) { $0 + $1.input.count }
    return condition.withLock {
      guard !isClosed, samples == 0 || samples + count <= capacity else { return false }
      jobs += new
      samples += count
      if new.count > 1 { condition.broadcast() } else { condition.signal() }
      return true
    }
  }

  /// Waits for jobs, and takes the oldest with those that can be predicted together with it.
  ///
  /// Nobody waits for a batch to fill: what has come while the workers were busy makes the next one.
  ///
  /// - Returns: at least one job; nil once the queue is closed and empty.
  package func next() -> [PredictionJob]? {
    condition.withLock {
      while jobs.isEmpty && !isClosed { condition.wait() }
      return jobs.isEmpty ? nil : take()
    }
  }

  /// Takes no more jobs; those that wait are still handed out.
  package func close() {
    condition.withLock {
      isClosed = true
      condition.broadcast()
    }
  }

  private func take() -> [PredictionJob] {
    let first = jobs[0]
    var count = first.input.count
    // Usually all jobs are alike, and those taken are the first ones.
    var end = 1
    while end < jobs.count, count + jobs[end].input.count <= batchSize, jobs[end].fits(first) {
      count += jobs[end].input.count
      end += 1
    }
    let taken = Array(jobs[..<end])
    jobs.removeFirst(end)
    samples -= count
    return taken
  }
}
