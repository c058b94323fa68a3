import NIOCore
import NIOHTTP1

/// Tells which request is the last one of its connection, and drops what comes after it.
///
/// Clients of HTTP/1.0 mean to close without a word, so that this must be found out where the
/// version is still known.
final class KeepAliveReader: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart

  private let notify: () -> Void
  private var isLast = false
  private var isPast = false

  /// Creates a handler that calls `notify` before a request is passed on after which its client
  /// wants the connection to be closed.
  init(_ notify: @escaping () -> Void) { self.notify = notify }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isPast else { return }
    switch unwrapInboundIn(data) {
    case .head(let head) where !head.isKeepAlive:
      isLast = true
      notify()
    case .end: isPast = isLast
    default: break
    }
    context.fireChannelRead(data)
  }
}
