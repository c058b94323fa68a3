import ServiceLifecycle
import Synchronization

/// Says how far the server is with stopping.
final class DrainSwitch: Sendable {
  private let draining = Atomic(false)
  private let closing = Atomic(false)

  /// Whether answers tell clients to come back on another connection.
  var isOn: Bool { draining.load(ordering: .relaxed) }
  /// Whether no new connections are taken.
  var isClosing: Bool { closing.load(ordering: .relaxed) }

  /// Tells clients from now on.
  func turnOn() { draining.store(true, ordering: .relaxed) }
  /// Takes no new connections from now on.
  func close() { closing.store(true, ordering: .relaxed) }
}

/// Gives clients a moment to leave before connections are closed.
///
/// A connection that is closed between two requests of a client loses the second one. For this
/// moment every answer says `Connection: close`, so that busy clients close theirs in good order.
/// Then no connections are taken any more, and only after that is the port closed: SwiftNIO ends the
/// program if a connection arrives while it stops listening for them.
struct DrainService: Service {
  let drain: DrainSwitch

  /// Waits for the request to stop, and then for a moment.
  func run() async throws {
    try? await gracefulShutdown()
    drain.turnOn()
    try? await Task.sleep(for: .milliseconds(200))
    drain.close()
    try? await Task.sleep(for: .milliseconds(50))
  }
}
