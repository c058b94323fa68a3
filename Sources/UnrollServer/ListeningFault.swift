import Foundation
import NIOCore
package import UnrollTensor

/// Says in words why a server cannot listen.
package enum ListeningFault {
  /// The error about an address.
  ///
  /// - Parameters:
  ///   - error: what the sockets threw.
  ///   - host: the address that was to be listened on.
  ///   - port: the port.
  /// - Returns: the error, with the reason in the system's words.
  package static func describe(_ error: any Error, host: String, port: Int) -> UnrollError {
    UnrollError(
      .io, "cannot serve", path: ["\(host):\(port)"], found: reason(error),
      hint: "give another --port or --host", cause: error)
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case let error as IOError:
      strerror(error.errnoCode).map { String(cString: $0) } ?? "system error \(error.errnoCode)"
    case is SocketAddressError.UnknownHost, is SocketAddressError.FailedToParseIPByteBuffer:
      "an address that is not known"
    default: "\(error)"
    }
  }
}
