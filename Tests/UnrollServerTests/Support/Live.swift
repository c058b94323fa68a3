import HummingbirdTesting
import Testing
import Unroll
import UnrollServer

/// Runs a test against a server on a socket, with one small text model `m`.
func live(
  _ change: (inout ServerLimits) -> Void = { _ in },
  _ test: @Sendable (Caller, _ port: Int) async throws -> Void
) async throws {
  var configuration = ServerConfiguration()
  change(&configuration.limits)
  let server = try ServerApplication(
    models: ["m": .text(Models.text())], configuration: configuration, logger: silent)
  try await server.application().test(.live) { client in
    try await test(Caller(client: client), #require(client.port))
  }
}

/// Runs a test against a server on a socket as programs run it, with its limit of connections, which the
/// testing of Hummingbird leaves out.
func running(_ server: ServerApplication, _ test: (_ port: Int) async throws -> Void) async throws {
  let (ports, feed) = AsyncStream.makeStream(of: Int.self)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      defer { feed.finish() }
      try? await server.run { feed.yield($0) }
    }
    var iterator = ports.makeAsyncIterator()
    try await test(#require(await iterator.next()))
    group.cancelAll()
  }
}
