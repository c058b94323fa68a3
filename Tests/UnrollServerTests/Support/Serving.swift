import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Testing
import Unroll
import UnrollServer

/// An answer as tests look at it.
struct Answer {
  let status: Int
  let headers: HTTPFields
  let bytes: [UInt8]

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The answer as JSON.
  func json() throws -> JSONValue { try JSONValue(parsing: Data(bytes)) }

  /// What an error says.
  func error() throws -> String { try #require(try json()["error"]?.string) }
}

/// What sends requests to a server without sockets.
struct Caller: Sendable {
  let client: any TestClientProtocol

  func post(
    _ path: String, _ body: String, headers: HTTPFields = [:]
  ) async throws -> Answer {
    try await post(path, bytes: Array(body.utf8), headers: headers)
  }

  func post(_ path: String, bytes: [UInt8], headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.post, path, headers, ByteBuffer(bytes: bytes))
  }

  func get(_ path: String, headers: HTTPFields = [:]) async throws -> Answer {
    try await send(.get, path, headers, nil)
  }

  func send(
    _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:],
    _ body: ByteBuffer? = nil
  ) async throws -> Answer {
    let response = try await client.executeRequest(
      uri: path, method: method, headers: headers, body: body)
    return Answer(
      status: response.status.code, headers: response.headers,
      bytes: Array(response.body.readableBytesView))
  }
}

/// Logs nothing; tests that fail on purpose would fill the output.
let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

/// Runs a test against a server of models in memory, without sockets.
func serving(
  _ models: [String: ServerApplication.LoadedModel],
  configuration: ServerConfiguration = ServerConfiguration(),
  extensions: ServerExtensions = ServerExtensions(),
  _ test: @Sendable (Caller) async throws -> Void
) async throws {
  let server = try ServerApplication(
    models: models, configuration: configuration, extensions: extensions, logger: silent)
  try await server.application().test(.router) { try await test(Caller(client: $0)) }
}

/// A folder that disappears with the object.
final class Workshop: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/unroll-server-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file, whose folders are made.
  func place(_ name: String) throws -> String {
    let place = path + "/" + name
    try FileManager.default.createDirectory(
      atPath: (place as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    return place
  }
}
