import ServiceLifecycle
import Synchronization

/// Says whether the server was asked to stop.
final class DrainSwitch: Sendable {
  private let state = Atomic(false)

  /// Whether answers tell clients to come back on another connection.
  var isOn: Bool { state.load(ordering: .relaxed) }

  /// Tells clients from now on.
  func turnOn() { state.store(true, ordering: .relaxed) }
}

/// Gives clients a moment to leave before connections are closed.
///
/// A connection that is closed between two requests of a client loses the second one. For this
/// moment every answer says `Connection: close`, so that busy clients close theirs in good order.
struct DrainService: Service {
  let drain: DrainSwitch
  let pause: Duration

  /// Waits for the request to stop, and then for a moment.
  func run() async throws {
    try? await gracefulShutdown()
    drain.turnOn()
    try? await Task.sleep(for: pause)
  }
}
