import HummingbirdCore

/// Lets so many connections in at once, and none once the server is about to close its port.
struct ConnectionGate: AvailableConnectionsDelegate {
  private let most: Int
  private let drain: DrainSwitch
  private var count = 0

  init(most: Int, drain: DrainSwitch) { (self.most, self.drain) = (most, drain) }

  mutating func connectionOpened() { count += 1 }
  mutating func connectionClosed() { count -= 1 }
  func isAcceptingNewConnections() -> Bool { count < most && !drain.isClosing }
}
