import HTTPTypes
import Testing
import Unroll
import UnrollServer

@Suite("Explanations and the page")
struct ExplainTests {
  private struct Echo: TextExplainer {
    struct Explanation: Encodable, Sendable {
      let text: String
      let score: Float
    }

    let predictor: TextPredictor

    func explain(_ text: String) throws -> any Encodable & Sendable {
      if text == "fail" { throw UnrollError(.invalidInput, "nothing to explain") }
      return Explanation(text: text, score: try predictor.predict([text])[0].score)
    }
  }

  private let extensions = ServerExtensions(
    explainer: { Echo(predictor: $0.predictor(threads: 1)) },
    page: { models in
      let names = models.map { "\($0.name) \($0.version)" }.joined(separator: ",")
      return PageAsset(
        contentType: "text/html; charset=utf-8", bytes: Array("<p>\(names)".utf8),
        headers: ["Cache-Control": "max-age=60"])
    })

  @Test("explains one text or several, with what is put in from outside")
  func explains() async throws {
    let pipeline = try Models.text()
    let score = try pipeline.predict("good film")
    try await serving(["m": .text(pipeline)], extensions: extensions) { caller in
      for body in ["{\"text\": \"good film\"}", "{\"instances\": [\"good film\"]}"] {
        let answer = try await caller.post("/v1/models/m:explain", body)
        #expect(answer.status == 200)
        let first = try #require(try answer.json()["explanations"]?.array?.first)
        #expect(first["text"] == .string("good film"))
        #expect(Float(first["score"]?.number ?? 0) == score)
      }
      let two = try await caller.post(
        "/v1/models/m/versions/1:explain", "{\"instances\": [\"a\", \"b\"]}")
      #expect(try two.json()["explanations"]?.array?.count == 2)
    }
  }

  @Test("refuses what cannot be explained")
  func refuses() async throws {
    try await serving(
      ["m": .text(Models.text()), "n": .arrays(Models.vector())], extensions: extensions
    ) { caller in
      let many = "[" + Array(repeating: "\"a\"", count: 9).joined(separator: ",") + "]"
      for (path, body, status) in [
        ("m", "{\"text\": \"fail\"}", 400), ("m", "{}", 400), ("m", "{\"text\": 1}", 400),
        ("m", "{\"instances\": \"a\"}", 400), ("m", "{\"instances\": \(many)}", 400),
        ("n", "{\"text\": \"a\"}", 404), ("x", "{\"text\": \"a\"}", 404),
      ] {
        let answer = try await caller.post("/v1/models/\(path):explain", body)
        #expect(answer.status == status, "\(body): \(answer.text)")
      }
    }
  }

  @Test("gives the page with the models that can be explained, and nothing else")
  func page() async throws {
    try await serving(
      ["m": .text(Models.text()), "n": .arrays(Models.vector())], extensions: extensions
    ) { caller in
      let page = try await caller.get("/")
      #expect(page.text == "<p>m 1")
      #expect(page.headers[.contentType] == "text/html; charset=utf-8")
      #expect(page.headers[.contentSecurityPolicy]?.contains("default-src 'self'") == true)
      #expect(page.headers[.xContentTypeOptions] == "nosniff")
      #expect(page.headers[.cacheControl] == "max-age=60")
      for path in ["/assets/b.js", "/assets/../a", "/index.html"] {
        #expect(try await caller.get(path).status == 404)
      }
    }
  }

  @Test("explains with UnrollInsight, and gives its page")
  func insight() async throws {
    let pipeline = try Models.text()
    let score = Double(try pipeline.predict("good film"))
    try await serving(["m": .text(pipeline)], extensions: try .insight()) { caller in
      let answer = try await caller.post("/v1/models/m:explain", "{\"text\": \"good film\"}")
      #expect(answer.status == 200, "\(answer.text)")
      let found = try #require(try answer.json()["explanations"]?.array?.first)
      #expect(found["format"] == .string("unroll-explanation-1"))
      let outputs = try #require(found["prediction"]?["outputs"]?.array?.first?.number)
      #expect(abs(outputs - score) < 1e-4)
      let page = try await caller.get("/")
      #expect(page.text.contains("\"name\":\"m\""))
      #expect(page.headers[.contentSecurityPolicy]?.contains("unsafe-inline") == false)
    }
  }
}
