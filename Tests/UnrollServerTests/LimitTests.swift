import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing
import Unroll
import UnrollServer

@Suite("Limits of requests")
struct LimitTests {
  private func configuration(
    _ change: (inout ServerLimits) -> Void
  ) -> ServerConfiguration {
    var configuration = ServerConfiguration()
    change(&configuration.limits)
    return configuration
  }

  @Test("a larger body is answered with 413, one as large as the limit is read")
  func bodySize() async throws {
    let limited = configuration { $0.bodyBytes = 100 }
    try await serving(["m": .text(Models.text())], configuration: limited) { caller in
      let frame = "{\"instances\": [\"\"]}".utf8.count
      for (length, status) in [(100 - frame, 200), (101 - frame, 413)] {
        let text = String(repeating: "a", count: length)
        let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": [\"\(text)\"]}")
        #expect(answer.status == status)
      }
    }
  }

  @Test("what large bodies hold together is bounded, and given back; small ones go on")
  func heldBytes() async throws {
    let limited = configuration { $0.heldBytes = 50 }
    try await serving(["m": .text(Models.text())], configuration: limited) { caller in
      for _ in 0..<3 {
        // The first 64 KiB of each body are not counted.
        for (count, status) in [((64 << 10) + 60, 503), (60_000, 200)] {
          let text = String(repeating: "a", count: count)
          let answer = try await caller.post(
            "/v1/models/m:predict", "{\"instances\": [\"\(text)\"]}")
          #expect(answer.status == status)
          #expect(answer.headers[.retryAfter] == (status == 503 ? "1" : nil))
        }
      }
    }
  }

  @Test("more samples than the limit are refused on every way in")
  func instances() async throws {
    let limited = configuration { $0.instances = 3 }
    try await serving(["m": .text(Models.text())], configuration: limited) { caller in
      for (count, status) in [(3, 200), (4, 400)] {
        let texts = "[" + Array(repeating: "\"a\"", count: count).joined(separator: ",") + "]"
        for body in ["{\"instances\": \(texts)}", "{\"inputs\": \(texts)}"] {
          let answer = try await caller.post("/v1/models/m:predict", body)
          #expect(answer.status == status)
        }
        let infer = """
          {"inputs": [{"name": "text", "shape": [\(count)], "datatype": "BYTES", "data": \(texts)}]}
          """
        let answer = try await caller.post("/v2/models/m/infer", infer)
        #expect(answer.status == status)
      }
    }
  }

  @Test("a longer text is refused on every way in")
  func textLength() async throws {
    let limited = configuration { $0.textLength = 10 }
    try await serving(["m": .text(Models.text())], configuration: limited) { caller in
      for (count, status) in [(10, 200), (11, 400)] {
        let text = String(repeating: "a", count: count)
        let encoded = Data(text.utf8).base64EncodedString()
        for instance in ["\"\(text)\"", "{\"text\": \"\(text)\"}", "{\"b64\": \"\(encoded)\"}"] {
          let body = "{\"instances\": [\(instance)]}"
          let answer = try await caller.post("/v1/models/m:predict", body)
          #expect(answer.status == status)
        }
        let infer = """
          {"inputs": [{"name": "text", "shape": [1], "datatype": "BYTES", "data": ["\(text)"]}]}
          """
        let answer = try await caller.post("/v2/models/m/infer", infer)
        #expect(answer.status == status)
      }
    }
  }

  @Test("nesting is limited, so that no request can exhaust the stack")
  func nesting() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      for open in ["[", "{\"a\":"] {
        let deep = String(repeating: open, count: 100_000)
        for body in ["{\"instances\": \(deep)", "{\"other\": \(deep)", deep] {
          for path in ["/v1/models/m:predict", "/v2/models/m/infer"] {
            let answer = try await caller.post(path, body)
            #expect(answer.status == 400)
          }
        }
      }
    }
  }

  @Test("errors tell nothing of the machine")
  func nothingLeaks() async throws {
    struct Failing: Engine {
      func predict(_ input: ModelInput) throws -> [SampleArray] {
        throw CocoaError(.fileNoSuchFile, userInfo: ["path": "/secret/place"])
      }
    }
    let signature = ModelSignature(
      inputs: [.init(name: "text", element: .text, shape: [])],
      outputs: [.init(name: "score", element: .float, shape: [1])])
    let model = ServedModel(name: "m", version: 1, signature: signature, engine: Failing())
    let server = ServerApplication(serving: [model], logger: silent)
    try await server.application().test(.router) { client in
      let caller = Caller(client: client)
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": [\"a\"]}")
      #expect(answer.status == 500)
      let message = try answer.error()
      #expect(message.hasPrefix("internal error in request "))
      #expect(!message.contains("/"))
    }
  }
}
