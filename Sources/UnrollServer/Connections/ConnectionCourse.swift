import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// How far a connection is: what was read, what was answered, and what its client is waited for.
struct ConnectionCourse {
  /// What the server waits for.
  enum Awaited: Equatable {
    /// A request, of which nothing has come yet.
    case request
    /// The rest of a head.
    case head
    /// The rest of a body.
    case body
    /// That the client closes the connection too.
    case end
  }

  private enum Input { case idle, head, body }

  /// The most requests that are parsed before they are answered.
  private static let mostUnanswered = 8

  private var input = Input.idle
  /// The bytes of the body that are still to come, where its head told.
  private(set) var bodyBytes = 0
  /// Requests whose head was read, and whose answer is not written.
  var unanswered = 0
  /// Answers that were begun, and that the system has not taken yet.
  private(set) var unflushed = 0
  /// Whether nothing is answered after the requests that were read.
  var isLast = false
  /// Whether the last answer was given.
  var isFinished = false

  /// Whether more bytes may be parsed.
  var mayRead: Bool { (unanswered < Self.mostUnanswered && !isLast) || input == .body }
  /// Whether nothing is to be answered, though perhaps a head has begun.
  var hasNoRequest: Bool { unanswered == 0 && input != .body }
  /// Whether the connection has served its purpose.
  var isOver: Bool { isLast && unanswered == 0 && unflushed == 0 }

  /// What the client is waited for; nil while it waits for the server.
  var awaited: Awaited? {
    if isFinished { return unflushed == 0 ? .end : nil }
    switch input {
    case .idle: return unanswered == 0 ? .request : nil
    case .head: return unanswered == 0 ? .head : nil
    case .body: return unanswered <= 1 ? .body : nil
    }
  }

  /// How long the connection may be as it is before others come first, if places are scarce; nil
  /// while the server is at work for it.
  var patience: Duration? {
    if unflushed > 0 { return ServerLimits.longPatience }
    return awaited.map { $0 == .body ? ServerLimits.longPatience : ServerLimits.patience }
  }

  /// Bytes have come, whatever they are.
  mutating func bytesArrived() { if input == .idle { input = .head } }

  /// A part of a request has come.
  mutating func read(_ part: HTTPRequestPart) {
    switch part {
    case .head(let head):
      input = .body
      unanswered += 1
      bodyBytes = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
    case .body(let bytes): bodyBytes = max(bodyBytes - bytes.readableBytes, 0)
    case .end: (input, bodyBytes) = (.idle, 0)
    }
  }

  /// An answer is being written.
  mutating func began(isLast: Bool) {
    unflushed += 1
    if isLast { self.isLast = true }
  }

  /// An answer was written.
  mutating func answered() { unanswered = max(unanswered - 1, 0) }

  /// The system has taken an answer.
  mutating func wasFlushed() { unflushed = max(unflushed - 1, 0) }
}

extension ServerLimits {
  /// How long a connection without a request is kept when the server stops: a request may be on its
  /// way, or lie in the socket already.
  static let grace = Duration.milliseconds(150)
  /// How long a connection may be without a whole head before others come first, if places are scarce.
  static let patience = Duration.seconds(1)
  /// The same for a body that comes, or an answer that is read.
  static let longPatience = Duration.seconds(5)
  /// How long the client may take to close a connection after the last answer.
  static let lingering = Duration.seconds(2)

  /// How long a client is waited for.
  func time(for awaited: ConnectionCourse.Awaited) -> Duration {
    switch awaited {
    case .request: idleTime
    case .head: headTime
    case .body: bodyTime
    case .end: Self.lingering
    }
  }
}
