import Dispatch
import Synchronization

/// Runs asynchronous work from a command, which is not.
enum Blocking {
  /// Runs work on the pool of the concurrency runtime, and waits for it on this thread.
  ///
  /// - Parameter work: the work.
  /// - Throws: what the work throws.
  static func run(_ work: @escaping @Sendable () async throws -> Void) throws {
    let done = DispatchSemaphore(value: 0)
    let outcome = Outcome()
    Task.detached {
      do { try await work() } catch { outcome.error.withLock { $0 = error } }
      done.signal()
    }
    done.wait()
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }

  private final class Outcome: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }
}
