import HTTPTypes
import Hummingbird
import NIOCore
import NIOHTTP1
import Synchronization

/// Reads bodies within the limit of one request, and within what all of them may hold.
///
/// The beginning of each body is free of that: it is bounded by the number of connections already, and
/// usual requests go on while a few clients hold all the rest.
final class BodyReader: Sendable {
  /// The bytes of each body that are not counted.
  static let free = 64 << 10

  private let limits: ServerLimits
  private let metrics: ServerMetrics
  private let held = Mutex(0)

  init(limits: ServerLimits, metrics: ServerMetrics) {
    (self.limits, self.metrics) = (limits, metrics)
  }

  /// Calls `body` with the bytes of a request, which are accounted for until it returns.
  ///
  /// - Throws: ``ServiceError`` if there are too many of them.
  func withBody<Result>(
    of request: Request, _ body: ([UInt8]) async throws -> Result
  ) async throws -> Result {
    if let length = request.headers[.contentLength].flatMap({ Int($0) }) {
      guard length <= limits.bodyBytes else { throw tooLarge() }
    }
    var reserved = 0
    defer { release(reserved) }
    let bytes = try await read(request) { count in
      let more = max(count - Self.free, 0) - reserved
      try reserve(more)
      reserved += more
    }
    return try await body(bytes)
  }

  /// Reads a body; `account` is called with the size that it has reached, before it is kept.
  private func read(
    _ request: Request, _ account: (Int) throws -> Void
  ) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await part in request.body {
        let count = bytes.count + part.readableBytes
        guard count <= limits.bodyBytes else { throw tooLarge() }
        try account(count)
        bytes.append(contentsOf: part.readableBytesView)
      }
    } catch let error where !(error is ServiceError || error is HTTPParserError) {
      // The client is gone: no fault of the server, and nobody reads the answer.
      throw ServiceError.invalid("the body ended early")
    }
    return bytes
  }

  private func tooLarge() -> ServiceError {
    metrics.refused("body")
    return .tooLarge(limit: limits.bodyBytes)
  }

  private func reserve(_ count: Int) throws {
    let isFree = held.withLock { held in
      guard held + count <= limits.heldBytes else { return false }
      held += count
      return true
    }
    guard isFree else {
      metrics.refused("memory")
      throw ServiceError.busy("the server is busy: too many bytes of requests are held; try again")
    }
  }

  private func release(_ count: Int) { held.withLock { $0 -= count } }
}
