import Testing
import Unroll
import UnrollServer

@Suite("Connections")
struct ConnectionTests {
  private static let ask = "GET /openapi.json HTTP/1.1\r\nhost: a\r\n\r\n"

  @Test("are closed when answers are not read, though more is asked for all the time")
  func unread() async throws {
    try await live({ $0.answerTime = .milliseconds(300) }) { _, port in
      let connection = try RawConnection(port: port)
      let count = 2000
      connection.send(String(repeating: Self.ask, count: count))
      for _ in 0..<20 {
        try await Task.sleep(for: .milliseconds(100))
        connection.send(Self.ask)
      }
      let start = ContinuousClock.now
      let answers = await connection.receive().split(separator: "HTTP/1.1 200").count
      #expect(answers < count)
      #expect(ContinuousClock.now - start < .seconds(10))
    }
  }

  @Test("answer requests that were sent ahead in their order")
  func pipelining() async throws {
    let pipeline = try Models.text()
    let texts = (0..<300).map { $0 % 3 == 0 ? "good film" : $0 % 3 == 1 ? "bad" : "dull . film" }
    let expected = try texts.map { "\(try pipeline.predict($0))" }
    try await live { _, port in
      let connection = try RawConnection(port: port)
      var data = ""
      for text in texts {
        let body = "{\"instances\": [\"\(text)\"]}"
        data += "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\n"
        data += "content-length: \(body.utf8.count)\r\n\r\n\(body)"
      }
      connection.send(data + "GET /health HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
      let found = await connection.receive().split(separator: "{\"predictions\": [[")
        .dropFirst().map { String($0.prefix { $0 != "]" }) }
      #expect(found == expected)
    }
  }

  @Test(
    "are closed after the request that says so, in any spelling, and in HTTP/1.0 without a word",
    arguments: [
      ("1.1", "connection: close\r\n"), ("1.1", "Connection: Close\r\n"),
      ("1.1", "connection: foo, close\r\n"), ("1.0", ""),
    ])
  func lastRequest(_ version: String, _ field: String) async throws {
    try await live { _, port in
      let connection = try RawConnection(port: port)
      let start = ContinuousClock.now
      connection.send("GET /health HTTP/\(version)\r\nhost: a\r\n\(field)\r\n" + Self.ask)
      let answer = await connection.receive()
      #expect(answer.hasPrefix("HTTP/1.1 200 "))
      #expect(answer.lowercased().contains("connection: close\r\n"))
      #expect(answer.split(separator: "HTTP/1.1").count == 1)
      #expect(ContinuousClock.now - start < .seconds(30))
    }
  }

  @Test("are closed after a body that was refused, which the client may still be sending")
  func refusedBody() async throws {
    try await live({ $0.bodyBytes = 1000 }) { _, port in
      let connection = try RawConnection(port: port)
      connection.send(
        "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\ncontent-length: 99999\r\n\r\n{")
      #expect(await connection.receive().hasPrefix("HTTP/1.1 413 "))
    }
  }

  @Test("that keep the server waiting are closed for new ones once all places are taken")
  func room() async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.limits.connections = 4
    let server = try ServerApplication(
      models: ["m": .text(Models.text())], configuration: configuration, logger: silent)
    try await running(server) { port in
      let start = ContinuousClock.now
      let idle = try (0..<8).map { _ in try RawConnection(port: port) }
      let drips = try RawConnection(port: port)
      drips.send("GET /hea")
      let good = try RawConnection(port: port)
      good.send("GET /metrics HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
      let metrics = await good.receive()
      #expect(metrics.contains("unroll_connection_capacity 4\n"))
      #expect(metrics.contains("unroll_refused_count{reason=\"connections\"}"))
      // The oldest ones went first.
      #expect(await idle[0].receive() == "")
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  @Test("on which a request is being answered are not closed for others")
  func busy() async throws {
    let engine = GatedEngine()
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.limits.connections = 2
    let server = ServerApplication(
      serving: [engine.model()], configuration: configuration, logger: silent)
    try await running(server) { port in
      let working = try RawConnection(port: port)
      let body = "{\"instances\": [[7]]}"
      working.send(
        "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\nconnection: close\r\n"
          + "content-length: \(body.utf8.count)\r\n\r\n\(body)")
      try await engine.begin()
      let start = ContinuousClock.now
      let others = try (0..<8).map { _ in try RawConnection(port: port) }
      #expect(await others[0].receive() == "")
      #expect(ContinuousClock.now - start < .seconds(60))
      engine.open()
      #expect(await working.receive().hasSuffix("{\"predictions\": [[7.0]]}"))
    }
  }
}
