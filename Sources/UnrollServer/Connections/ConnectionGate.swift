import HummingbirdCore

/// Lets so many connections in at once, and none once the server is about to close its port.
struct ConnectionGate: AvailableConnectionsDelegate {
  let room: ConnectionRoom
  let drain: DrainSwitch

  mutating func connectionOpened() { room.opened() }
  mutating func connectionClosed() { room.closed() }

  func isAcceptingNewConnections() -> Bool {
    guard !drain.isClosing else { return false }
    if room.isFull { room.seek() }
    return !room.isFull
  }
}
