import NIOCore

extension Channel {
  /// Closes the connection and forgets what its client has not read: the system would hold megabytes
  /// for it for minutes.
  func closeAbruptly() {
    // `struct linger`: on, no seconds.
    let forgetful: (CInt, CInt) = (1, 0)
    let isSet = (self as? any SocketOptionProvider)?.unsafeSetSocketOption(
      level: .socket, name: .so_linger, value: forgetful)
    guard let isSet else { return close(promise: nil) }
    isSet.whenComplete { _ in self.close(promise: nil) }
  }
}
