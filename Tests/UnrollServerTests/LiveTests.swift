import Testing
import Unroll
import UnrollServer

@Suite("A server on a socket")
struct LiveTests {
  @Test("answers many requests on one connection, errors among them")
  func keepAlive() async throws {
    let expected = try Models.text().predict("good film")
    try await live { caller, _ in
      for _ in 0..<20 {
        let answer = try await caller.post(
          "/v1/models/m:predict", "{\"instances\": [\"good film\"]}")
        #expect(answer.text == "{\"predictions\": [[\(expected)]]}")
        #expect(try await caller.post("/v1/models/m:predict", "{").status == 400)
        #expect(try await caller.get("/nothing").status == 404)
      }
    }
  }

  @Test("ends a connection whose head takes too long, however steadily it drips")
  func slowHead() async throws {
    try await live({ $0.headTime = .milliseconds(300) }) { _, port in
      let connection = try RawConnection(port: port)
      let start = ContinuousClock.now
      async let answer = connection.receive()
      connection.send("GET / HTTP/1.1\r\n")
      for number in 0..<8 {
        try await Task.sleep(for: .milliseconds(100))
        connection.send("x-\(number): 1\r\n")
      }
      #expect(await answer.hasPrefix("HTTP/1.1 408 "))
      #expect(ContinuousClock.now - start < .seconds(5))
    }
  }

  @Test("ends a connection whose body takes too long")
  func slowBody() async throws {
    try await live({ $0.bodyTime = .milliseconds(200) }) { _, port in
      let connection = try RawConnection(port: port)
      connection.send(
        "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\ncontent-length: 90\r\n\r\n{")
      #expect(await connection.receive().hasPrefix("HTTP/1.1 408 "))
    }
  }

  @Test("ends idle connections, and no others")
  func idle() async throws {
    try await live({ $0.idleTime = .milliseconds(200) }) { _, port in
      let connection = try RawConnection(port: port)
      let start = ContinuousClock.now
      #expect(await connection.receive() == "")
      #expect(ContinuousClock.now - start > .milliseconds(150))
    }
  }

  @Test("lets clients go on that asked before they send a body")
  func expectContinue() async throws {
    try await live { _, port in
      let connection = try RawConnection(port: port)
      connection.send(
        "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\n"
          + "content-length: 20\r\nconnection: close\r\n\r\n")
      #expect(await connection.receive(until: "\r\n\r\n").hasPrefix("HTTP/1.1 100 "))
      connection.send("{\"instances\": [\"a\"]}")
      #expect(await connection.receive().hasPrefix("HTTP/1.1 200 "))
    }
  }

  @Test("refuses what is not HTTP, and heads that are too long")
  func notHTTP() async throws {
    try await live({ $0.headBytes = 1000 }) { _, port in
      for text in [
        "hello\r\n\r\n",
        "GET / HTTP/1.1\r\nhost: a\r\nx: \(String(repeating: "y", count: 2000))\r\n\r\n",
      ] {
        let connection = try RawConnection(port: port)
        connection.send(text)
        #expect(await connection.receive().hasPrefix("HTTP/1.1 400 "))
      }
    }
  }

  @Test("refuses a body of which the head says that it is too large, before it comes")
  func announcedSize() async throws {
    try await live({ $0.bodyBytes = 1000 }) { _, port in
      let connection = try RawConnection(port: port)
      connection.send(
        "POST /v1/models/m:predict HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999\r\n\r\n")
      #expect(await connection.receive(until: "limit").hasPrefix("HTTP/1.1 413 "))
    }
  }
}
