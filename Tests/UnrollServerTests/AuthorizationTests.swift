import HTTPTypes
import Testing
import Unroll
import UnrollServer

@Suite("A token")
struct AuthorizationTests {
  private static let secret = "0123456789abcdef"

  @Test("is needed for everything but health and the page")
  func isNeeded() async throws {
    var configuration = ServerConfiguration()
    configuration.token = try BearerToken(Self.secret + "\n")
    try await serving(["m": .text(Models.text())], configuration: configuration) { caller in
      let body = "{\"instances\": [\"a\"]}"
      for path in ["/v1/models/m", "/v2/models/m", "/metrics", "/openapi.json", "/v2"] {
        let answer = try await caller.get(path)
        #expect(answer.status == 401)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      }
      for path in ["/health", "/v2/health/live", "/v2/health/ready", "/"] {
        #expect(try await caller.get(path).status == 200)
      }
      for (header, status) in [
        ("Bearer \(Self.secret)", 200), ("bearer \(Self.secret)", 200), (Self.secret, 401),
        ("Bearer \(Self.secret)x", 401), ("Bearer \(Self.secret.dropLast())", 401),
        ("Bearer 0123456789abcdeF", 401), ("Bearer ", 401), ("Basic \(Self.secret)", 401),
      ] {
        let answer = try await caller.post(
          "/v1/models/m:predict", body, headers: [.authorization: header])
        #expect(answer.status == status, "\(header)")
      }
    }
  }

  @Test("must be long and fit into a header")
  func mustBeGood() throws {
    #expect(throws: UnrollError.self) { try BearerToken("short") }
    #expect(throws: UnrollError.self) { try BearerToken("0123456789 abcdef") }
    #expect(throws: UnrollError.self) { try BearerToken(contentsOf: "/nowhere/token") }
  }
}
