import Synchronization

/// What the server counts about itself.
final class ServerMetrics: Sendable {
  /// What is told apart of requests; all values come from the server, so that nobody outside can
  /// make the list grow.
  struct RequestKey: Hashable, Comparable {
    let model: String
    let endpoint: String
    let status: Int

    static func < (left: RequestKey, right: RequestKey) -> Bool {
      (left.model, left.endpoint, left.status) < (right.model, right.endpoint, right.status)
    }
  }

  /// Everything that is counted.
  struct Counts: Sendable {
    var requests: [RequestKey: Int] = [:]
    var latency: [String: Histogram] = [:]
    var predictions: [String: Int] = [:]
    var refusals: [String: Int] = [:]
    var waiting = Histogram.seconds
    var computing = Histogram.seconds
    var batches = Histogram.sizes
    var underWay = 0
  }

  private let counts = Mutex(Counts())
  private let steps = Atomic(0)
  let start = ContinuousClock.now

  /// All counts at this moment.
  var snapshot: Counts { counts.withLock { $0 } }

  /// A number that changes with every connection and every request.
  var activity: Int { steps.load(ordering: .relaxed) }

  /// A connection was closed.
  func disconnected() { steps.add(1, ordering: .relaxed) }

  /// A request has come.
  func began() {
    steps.add(1, ordering: .relaxed)
    counts.withLock { $0.underWay += 1 }
  }

  /// A request was answered.
  func answered(_ key: RequestKey, in time: Duration) {
    counts.withLock {
      $0.underWay -= 1
      $0.requests[key, default: 0] += 1
      $0.latency[key.endpoint, default: .seconds].add(time.seconds)
    }
  }

  /// Samples waited for a worker.
  func waited(_ time: Duration) { counts.withLock { $0.waiting.add(time.seconds) } }

  /// A worker predicted some samples together.
  func predicted(_ samples: Int, _ model: ServedModel, in time: Duration) {
    counts.withLock {
      $0.batches.add(Double(samples))
      $0.computing.add(time.seconds)
      $0.predictions[model.name, default: 0] += samples
    }
  }

  /// Something was refused because the server is full.
  func refused(_ reason: String, count: Int = 1) {
    guard count > 0 else { return }
    counts.withLock { $0.refusals[reason, default: 0] += count }
  }
}

extension Duration {
  /// The duration as a number of seconds.
  var seconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + Double(attoseconds) * 1e-18
  }
}
