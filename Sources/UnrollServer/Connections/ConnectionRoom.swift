import Logging
import Synchronization

/// The connections that are open, and room for new ones when their number has reached the limit.
///
/// Connections on which the server waits for the client hold a place that somebody else could use.
/// Once all places are taken, those that have kept it waiting for longest are closed; one on which
/// a request is being answered never is.
final class ConnectionRoom: Sendable {
  /// What is known about one connection.
  final class Place: Sendable {
    /// The moment from which the connection may be closed for others.
    fileprivate let free = Mutex<ContinuousClock.Instant?>(nil)

    /// The server waits for the client, which may take some time before others come first.
    func waits(patience: Duration) { free.withLock { $0 = .now + patience } }

    /// The client waits for the server.
    func isBusy() { free.withLock { $0 = nil } }

    /// Whether the client has been waited for for so long that others come first.
    var isFree: Bool { free.withLock { $0.map { $0 <= .now } ?? false } }
  }

  /// How often room is sought while there is none.
  private static let pause = Duration.milliseconds(100)
  /// How often the log tells that there is none.
  private static let silence = Duration.seconds(10)

  /// The most connections at once.
  let capacity: Int
  private let metrics: ServerMetrics
  private let logger: Logger
  private let open = Mutex<[ObjectIdentifier: (place: Place, close: @Sendable () -> Void)]>([:])
  private let count = Atomic(0)
  private let isSeeking = Atomic(false)
  private let told = Mutex<ContinuousClock.Instant?>(nil)

  init(capacity: Int, metrics: ServerMetrics, logger: Logger) {
    (self.capacity, self.metrics, self.logger) = (max(capacity, 1), metrics, logger)
  }

  /// The number of connections that are open.
  var taken: Int { count.load(ordering: .sequentiallyConsistent) }
  /// Whether no more may be opened.
  var isFull: Bool { taken >= capacity }

  /// A connection was accepted.
  func opened() { count.add(1, ordering: .sequentiallyConsistent) }
  /// A connection was closed.
  func closed() {
    count.subtract(1, ordering: .sequentiallyConsistent)
    metrics.disconnected()
  }

  /// Takes a connection into the list.
  ///
  /// - Parameter close: closes the connection, if its place is still free by then.
  /// - Returns: the place of the connection.
  func add(_ close: @escaping @Sendable () -> Void) -> Place {
    let place = Place()
    open.withLock { $0[ObjectIdentifier(place)] = (place, close) }
    return place
  }

  /// Takes a connection from the list.
  func remove(_ place: Place) {
    _ = open.withLock { $0.removeValue(forKey: ObjectIdentifier(place)) }
  }

  /// Closes connections until there is room for a new one.
  func seek() {
    guard begins() else { return }
    makeRoom()
    Task {
      // Whoever finds the room full just after it was left finds somebody seeking, or seeks.
      repeat {
        while isFull {
          try? await Task.sleep(for: Self.pause)
          if isFull { makeRoom() }
        }
        isSeeking.store(false, ordering: .sequentiallyConsistent)
      } while isFull && begins()
    }
  }

  /// Whether nobody has been seeking so far.
  private func begins() -> Bool {
    !isSeeking.exchange(true, ordering: .sequentiallyConsistent)
  }

  /// Closes those that have kept the server waiting for longest, a few at once.
  private func makeRoom() {
    let now = ContinuousClock.now
    let free = open.withLock { open in
      open.values.compactMap { entry in
        entry.place.free.withLock { $0 }.flatMap { $0 <= now ? ($0, entry.close) : nil }
      }
    }
    let chosen = free.sorted { $0.0 < $1.0 }.prefix(max(capacity / 8, 1))
    for (_, close) in chosen { close() }
    metrics.refused("connections", count: chosen.count)
    tell(chosen.count)
  }

  private func tell(_ closed: Int) {
    let isNews = told.withLock { last in
      if let last, last + Self.silence > .now { return false }
      last = .now
      return true
    }
    guard isNews else { return }
    logger.warning(
      """
      all \(capacity) connections are taken: new ones wait until one is closed; \(closed) that \
      kept the server waiting were closed for them (--max-connections)
      """)
  }
}
