import Dispatch
import Synchronization

/// Work that takes long, one piece at a time on a thread of its own, so that predictions go on.
final class SlowLane: Sendable {
  private let queue: DispatchQueue
  private let waiting = Mutex(0)
  private let capacity: Int
  private let what: String

  /// Creates a lane.
  ///
  /// - Parameters:
  ///   - what: the work, for messages.
  ///   - capacity: the most pieces of work that wait or run.
  init(_ what: String, capacity: Int) {
    (self.what, self.capacity) = (what, max(capacity, 1))
    queue = DispatchQueue(label: "unroll-\(what)")
  }

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
      throw ServiceError.busy("the server is busy: too many \(what) wait; try again")
    }
    defer { waiting.withLock { $0 -= 1 } }
    return try await withCheckedThrowingContinuation { continuation in
      queue.async { continuation.resume(with: Result { try work() }) }
    }
  }
}
