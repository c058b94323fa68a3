import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections whose client is slower than the limits allow.
///
/// A head must be complete some time after its first byte, a body some time after its head, and the
/// answer must be read in time. How fast single bytes drip in does not matter.
final class RequestDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// What the server is waiting for.
  private enum Phase {
    case idle, head, body, computing, answer
  }

  /// How long a connection without a request is kept when the server stops: a request may be on its
  /// way, or lie in the socket already.
  private static let grace = TimeAmount.milliseconds(150)

  private let limits: ServerLimits
  private var isStopping = false
  private var phase = Phase.idle
  private var timer: Scheduled<Void>?

  init(limits: ServerLimits) { self.limits = limits }

  func handlerAdded(context: ChannelHandlerContext) {
    // The first bytes of a head are seen before the decoder holds them back.
    try? context.pipeline.syncOperations.addHandler(
      FirstBytes { [weak self] in self?.bytesArrived(context) }, position: .first)
    enter(.idle, context)
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    timer?.cancel()
    isStopping = false
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    isStopping = false
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      enter(.body, context)
      if head.headerFields[.expect]?.lowercased() == "100-continue" { goOn(context) }
      context.fireChannelRead(data)
      return stopAfterRequest(context)
    case .body: break
    case .end: if phase == .body { enter(.computing, context) }
    }
    context.fireChannelRead(data)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head) where head.status.kind != .informational: enter(.answer, context)
    case .end:
      let promise = promise ?? context.eventLoop.makePromise()
      let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      promise.futureResult.whenComplete { _ in
        let (handler, context) = bound.value
        if handler.phase == .answer { handler.enter(.idle, context) }
      }
      return context.write(data, promise: promise)
    default: break
    }
    context.write(data, promise: promise)
  }

  /// Holds the request to stop back from connections that have no request, for a moment.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ChannelShouldQuiesceEvent, phase == .idle || phase == .head else {
      return context.fireUserInboundEventTriggered(event)
    }
    isStopping = true
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: Self.grace) {
      let (handler, context) = bound.value
      handler.stopAfterRequest(context)
    }
  }

  /// Lets the connection be closed, after the answer to the request that is under way, if there is
  /// one.
  private func stopAfterRequest(_ context: ChannelHandlerContext) {
    guard isStopping else { return }
    isStopping = false
    context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
  }

  private func bytesArrived(_ context: ChannelHandlerContext) {
    if phase == .idle { enter(.head, context) }
  }

  private func enter(_ phase: Phase, _ context: ChannelHandlerContext) {
    self.phase = phase
    timer?.cancel()
    let time: Duration
    switch phase {
    case .idle: time = limits.idleTime
    case .head: time = limits.headTime
    case .body: time = limits.bodyTime
    case .answer: time = limits.answerTime
    case .computing: return timer = nil
    }
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    timer = context.eventLoop.scheduleTask(in: TimeAmount(time)) {
      let (handler, context) = bound.value
      handler.expire(context)
    }
  }

  private func expire(_ context: ChannelHandlerContext) {
    guard phase == .head || phase == .body else { return context.close(promise: nil) }
    phase = .computing
    let fields: HTTPFields = [.connection: "close", .contentLength: "0"]
    context.write(
      wrapOutboundOut(.head(HTTPResponse(status: .requestTimeout, headerFields: fields))),
      promise: nil)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      bound.value.close(promise: nil)
    }
  }

  /// Lets a client send a large body that asked before it does.
  private func goOn(_ context: ChannelHandlerContext) {
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }
}

/// Tells when bytes arrive, whatever they are.
private final class FirstBytes: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let notify: () -> Void

  init(_ notify: @escaping () -> Void) { self.notify = notify }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    notify()
    context.fireChannelRead(data)
  }
}
