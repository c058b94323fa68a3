import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// Reads bodies within the limit of one request, and within what all of them may hold.
final class BodyReader: Sendable {
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
    var bytes: [UInt8] = []
    for try await part in request.body {
      try reserve(part.readableBytes)
      reserved += part.readableBytes
      guard reserved <= limits.bodyBytes else { throw tooLarge() }
      bytes.append(contentsOf: part.readableBytesView)
    }
    return try await body(bytes)
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
