import Foundation
import HummingbirdTesting
import Synchronization
import Testing
import Unroll
import UnrollServer

/// For the thread sanitizer, which `make sanitize` runs these under: they ask a server for everything
/// at once, so that whatever could race does.
@Suite("Everything at once")
struct ConcurrencyTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private struct Echo: TextExplainer {
    let predictor: TextPredictor

    func explain(_ text: String) throws -> any Encodable & Sendable {
      [try predictor.predict([text])[0].score]
    }
  }

  private func publish(_ version: Int) throws {
    let draft = try workshop.place("draft.keras")
    try Models.text(seed: UInt64(version)).save(to: draft)
    try FileManager.default.moveItem(
      atPath: draft, toPath: try workshop.place("m/\(version)/model.keras"))
  }

  @Test("requests of all kinds, broken connections and new versions are answered rightly")
  func everything() async throws {
    try publish(1)
    var configuration = ServerConfiguration()
    configuration.pollInterval = .milliseconds(20)
    configuration.limits.connections = 12
    let server = try ServerApplication(
      sources: [ModelSource(workshop.path + "/m")], configuration: configuration,
      extensions: ServerExtensions(
        explainer: { Echo(predictor: $0.predictor(threads: 1)) }), logger: silent)
    let scores = try Set(
      (1...4).map {
        "{\"predictions\": [[\(try Models.text(seed: UInt64($0)).predict("good film"))]]}"
      })
    let end = End()
    try await server.application().test(.live) { client in
      let (caller, port) = (Caller(client: client), try #require(client.port))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for kind in 0..<6 {
          group.addTask {
            while !end.isReached.load(ordering: .relaxed) {
              try await ask(caller, port, kind, scores)
            }
          }
        }
        for version in 2...4 {
          try await Task.sleep(for: .milliseconds(300))
          try publish(version)
        }
        try await Task.sleep(for: .milliseconds(300))
        end.isReached.store(true, ordering: .relaxed)
        try await group.waitForAll()
      }
    }
  }

  /// Tells those that ask when they have asked enough.
  private final class End: Sendable {
    let isReached = Atomic(false)
  }

  private func ask(
    _ caller: Caller, _ port: Int, _ kind: Int, _ scores: Set<String>
  ) async throws {
    switch kind {
    case 0, 1:
      let answer = try await caller.post(
        "/v1/models/m:predict", "{\"instances\": [\"good film\"]}")
      #expect(scores.contains(answer.text))
    case 2:
      let many = Array(repeating: "\"good film\"", count: 100).joined(separator: ",")
      let answer = try await caller.post("/v1/models/m:predict", "{\"inputs\": [\(many)]}")
      #expect(answer.status == 200)
    case 3:
      for path in ["/metrics", "/openapi.json", "/v1/models/m", "/v2/models/m", "/health"] {
        #expect(try await caller.get(path).status == 200)
      }
    case 4:
      let answer = try await caller.post("/v1/models/m:explain", "{\"text\": \"good film\"}")
      #expect(answer.status == 200)
    default:
      let connection = try RawConnection(port: port)
      connection.send("POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{")
      try await Task.sleep(for: .milliseconds(5))
    }
  }
}
