import HTTPTypes
import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Ends connections whose client is slower than the limits allow.
///
/// A head must be complete some time after its first byte, a body some time after its head, and the
/// answer must be read in time. How fast single bytes drip in does not matter, and neither does what
/// else the client does meanwhile.
final class RequestDeadlines: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  /// What makes one wait for the client another than the one before.
  private struct Waits: Equatable {
    let awaited: ConnectionCourse.Awaited?
    let forReader: Bool
  }

  private let limits: ServerLimits
  private let room: ConnectionRoom
  private var course = ConnectionCourse()
  private var waits: Waits?
  private var clientAlarm = Alarm()
  private var answerAlarm = Alarm()
  private var feeder: RequestFeeder?
  private var feederContext: ChannelHandlerContext?
  private var place: ConnectionRoom.Place?
  private var isStopping = false

  init(limits: ServerLimits, room: ConnectionRoom) { (self.limits, self.room) = (limits, room) }

  func handlerAdded(context: ChannelHandlerContext) {
    do { try surround(context) } catch { return context.close(promise: nil) }
    let leave = later(context) { $0.giveWay($1) }
    let loop = context.eventLoop
    place = room.add { loop.execute(leave) }
    follow(context)
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let part = unwrapInboundIn(data)
    course.read(part)
    follow(context)
    guard case .head(let head) = part else { return context.fireChannelRead(data) }
    if head.headerFields[.expect]?.lowercased() == "100-continue" { goOn(context) }
    context.fireChannelRead(data)
    stopAfterRequest(context)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head) where head.status.kind != .informational:
      if course.isLast, course.unanswered <= 1 { head.headerFields[.connection] = "close" }
      course.began(isLast: head.headerFields[.connection] == "close")
      if course.unflushed == 1 { awaitReader(context) }
      follow(context)
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .end: writeEnd(context, data, promise)
    default: context.write(data, promise: promise)
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    context.close(mode: mode, promise: promise)
    guard mode == .output else { return }
    course.isFinished = true
    follow(context)
  }

  /// Holds the request to stop back from connections that have no request, for a moment.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ChannelShouldQuiesceEvent, course.hasNoRequest else {
      return context.fireUserInboundEventTriggered(event)
    }
    isStopping = true
    let stop = later(context) { $0.stopWithoutRequest($1) }
    context.eventLoop.scheduleTask(in: TimeAmount(ServerLimits.grace), stop)
  }
}

extension RequestDeadlines {
  /// Puts handlers where bytes come in and where the version of HTTP is still known.
  private func surround(_ context: ChannelHandlerContext) throws {
    try context.channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
    let pipeline = context.pipeline.syncOperations
    let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
    try pipeline.addHandler(
      KeepAliveReader { [weak self] in self?.course.isLast = true }, position: .before(codec))
    let feeder = RequestFeeder { [weak self] in self?.bytesWanted(context) }
    try pipeline.addHandler(feeder, position: .first)
    self.feeder = feeder
    feederContext = try pipeline.context(handler: feeder)
  }

  /// The bytes of a body that are expected; nil while too many requests are unanswered.
  private func bytesWanted(_ context: ChannelHandlerContext) -> Int? {
    guard course.mayRead else { return nil }
    course.bytesArrived()
    follow(context)
    return course.bodyBytes
  }

  private func writeEnd(
    _ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?
  ) {
    course.answered()
    let promise = promise ?? context.eventLoop.makePromise()
    let flushed = later(context) { $0.wasFlushed($1) }
    promise.futureResult.whenComplete { _ in flushed() }
    context.write(data, promise: promise)
    follow(context)
    if let feederContext { feeder?.resume(feederContext) }
  }

  /// An answer is in the hands of the system.
  private func wasFlushed(_ context: ChannelHandlerContext) {
    course.wasFlushed()
    if course.unflushed > 0 { awaitReader(context) } else { answerAlarm.clear() }
    follow(context)
    if course.isOver { finish(context) }
  }

  /// Gives a client so much time to read the answers that wait for it.
  private func awaitReader(_ context: ChannelHandlerContext) {
    answerAlarm.set(
      limits.answerTime, on: context.eventLoop, later(context) { $1.channel.closeAbruptly() })
  }

  /// Sets what follows from what the client is waited for now, if that has changed.
  private func follow(_ context: ChannelHandlerContext) {
    let awaited = course.awaited
    let waits = Waits(awaited: awaited, forReader: course.unflushed > 0)
    guard waits != self.waits else { return }
    if let patience = course.patience { place?.waits(patience: patience) } else { place?.isBusy() }
    let isNew = awaited != self.waits?.awaited
    self.waits = waits
    guard isNew else { return }
    guard let awaited else { return clientAlarm.clear() }
    clientAlarm.set(
      limits.time(for: awaited), on: context.eventLoop, later(context) { $0.expire($1) })
  }

  private func expire(_ context: ChannelHandlerContext) {
    let isOwed = course.awaited == .head || (course.awaited == .body && course.unanswered == 1)
    guard isOwed, course.unflushed == 0 else { return context.close(promise: nil) }
    let fields: HTTPFields = [.connection: "close", .contentLength: "0"]
    course.unanswered = 1
    write(
      context: context,
      data: wrapOutboundOut(.head(HTTPResponse(status: .requestTimeout, headerFields: fields))),
      promise: nil)
    write(context: context, data: wrapOutboundOut(.end(nil)), promise: nil)
    context.flush()
  }

  /// Says that no more will come, and gives the client a moment to do the same: closing at once
  /// could destroy the answer while it is on its way.
  private func finish(_ context: ChannelHandlerContext) {
    guard !course.isFinished else { return }
    course.isFinished = true
    context.close(mode: .output, promise: nil)
    follow(context)
  }

  /// Closes the connection for somebody else if the server still waits for its client.
  private func giveWay(_ context: ChannelHandlerContext) {
    if let place, place.isFree { context.close(promise: nil) }
  }

  /// The moment has passed, and no request has come.
  private func stopWithoutRequest(_ context: ChannelHandlerContext) {
    guard isStopping else { return }
    guard course.unflushed > 0, course.unanswered == 0 else { return stopAfterRequest(context) }
    isStopping = false
    course.isLast = true
  }

  /// Lets the connection be closed, after the answer to the request that is under way, if there is
  /// one.
  private func stopAfterRequest(_ context: ChannelHandlerContext) {
    guard isStopping else { return }
    isStopping = false
    context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
  }

  /// Lets a client send a large body that asked before it does.
  private func goOn(_ context: ChannelHandlerContext) {
    context.writeAndFlush(
      wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
  }

  private func end() {
    clientAlarm.clear()
    answerAlarm.clear()
    if let place { room.remove(place) }
    (place, feeder, feederContext) = (nil, nil, nil)
    isStopping = false
  }

  /// What is done later, on the event loop of the connection.
  private func later(
    _ context: ChannelHandlerContext,
    _ action: @escaping (RequestDeadlines, ChannelHandlerContext) -> Void
  ) -> @Sendable () -> Void {
    let bound = NIOLoopBound((self, context, action), eventLoop: context.eventLoop)
    return {
      let (handler, context, action) = bound.value
      action(handler, context)
    }
  }
}
