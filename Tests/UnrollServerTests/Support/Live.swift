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
