import NIOCore

/// Holds bytes back from the parser of requests while many requests wait for their answers.
///
/// A kilobyte can hold fifty requests, each of which takes a hundred times its bytes once it is
/// parsed: a client that sends requests and reads no answers would fill the memory.
final class RequestFeeder: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// How many bytes are parsed at once, where they are not known to be those of a body.
  private static let portion = 1024

  /// Called before bytes are passed on: how many bytes of a body are expected; nil to wait.
  private let ask: () -> Int?
  private var bytes = ByteBuffer()
  private var isFeeding = false
  private var wantsMore = false
  private var heldEvents: [Any] = []

  init(_ ask: @escaping () -> Int?) { self.ask = ask }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    var new = unwrapInboundIn(data)
    if bytes.readableBytes == 0 { bytes = new } else { bytes.writeBuffer(&new) }
    feed(context)
  }

  func read(context: ChannelHandlerContext) {
    if bytes.readableBytes == 0 { context.read() } else { wantsMore = true }
  }

  /// The end of what the client sends must not overtake what it sent.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if bytes.readableBytes > 0, event as? ChannelEvent == .inputClosed {
      heldEvents.append(event)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func handlerRemoved(context: ChannelHandlerContext) { (bytes, heldEvents) = (ByteBuffer(), []) }

  /// Goes on after requests were answered.
  func resume(_ context: ChannelHandlerContext) {
    guard bytes.readableBytes > 0, !isFeeding else { return }
    feed(context)
    context.fireChannelReadComplete()
    if wantsMore, bytes.readableBytes == 0 {
      wantsMore = false
      context.read()
    }
  }

  private func feed(_ context: ChannelHandlerContext) {
    guard !isFeeding else { return }
    isFeeding = true
    while bytes.readableBytes > 0, let expected = ask() {
      let count = min(max(expected, Self.portion), bytes.readableBytes)
      guard let part = bytes.readSlice(length: count) else { break }
      context.fireChannelRead(wrapInboundOut(part))
    }
    isFeeding = false
    guard bytes.readableBytes == 0 else { return }
    bytes = ByteBuffer()
    let events = heldEvents
    heldEvents = []
    for event in events { context.fireUserInboundEventTriggered(event) }
  }
}
