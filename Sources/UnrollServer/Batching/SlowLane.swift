import Dispatch
import Synchronization

/// Work that takes long, one piece at a time on a thread of its own, so that predictions go on.
final class SlowLane: Sendable {
  private let queue = DispatchQueue(label: "unroll-explain")
  private let waiting = Mutex(0)
  private let capacity: Int

  /// Creates a lane.
  ///
  /// - Parameter capacity: the most pieces of work that wait or run.
  init(capacity: Int) { self.capacity = max(capacity, 1) }

  /// Runs work and waits for it.
  ///
  /// - Throws: ``ServiceError`` if too much waits, or what the work throws.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    let isAccepted = waiting.withLock { count in
      guard count < capacity else { return false }
      count += 1
      return true
    }
    guard isAccepted else {
      throw ServiceError.busy("the server is busy: too many explanations wait; try again")
    }
    defer { waiting.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work() }) }
    }
  }
}
