import Testing
import Unroll
import UnrollServer

@Suite("Figures and the description")
struct MetricsTests {
  @Test("requests, predictions and batches are counted")
  func counts() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      for _ in 0..<3 {
        _ = try await caller.post("/v1/models/m:predict", "{\"instances\": [\"a\", \"b\"]}")
      }
      _ = try await caller.post("/v1/models/m:predict", "{}")
      for name in ["x", "y"] { _ = try await caller.get("/v1/models/\(name)") }
      let page = try await caller.get("/metrics").text
      for line in [
        "unroll_request_count{model=\"m\",endpoint=\"predict\",status=\"200\"} 3",
        "unroll_request_count{model=\"m\",endpoint=\"predict\",status=\"400\"} 1",
        // Names that nobody serves do not make the page grow.
        "unroll_request_count{model=\"\",endpoint=\"status\",status=\"404\"} 2",
        "unroll_prediction_count{model=\"m\"} 6",
        "unroll_batch_size_bucket{le=\"1\"} 0", "unroll_batch_size_bucket{le=\"2\"} 3",
        "unroll_batch_size_sum 6", "unroll_batch_size_count 3",
        "unroll_request_latency_seconds_count{endpoint=\"predict\"} 4",
        "unroll_queue_depth 0", "unroll_queue_capacity 2048", "unroll_requests_under_way 1",
        "unroll_model_version{model=\"m\"} 1",
      ] {
        #expect(page.contains(line + "\n"), "\(line)")
      }
    }
  }

  @Test("the page has the form that Prometheus reads")
  func form() async throws {
    try await serving(["a \"quoted\" name": .text(Models.text())]) { caller in
      let page = try await caller.get("/metrics").text
      let sample = /[a-z_]+(\{[a-z]+="([^"\\]|\\.)*"(,[a-z]+="([^"\\]|\\.)*")*\})? [-+.0-9e]+/
      for line in page.split(separator: "\n") where !line.hasPrefix("#") {
        #expect(line.wholeMatch(of: sample) != nil, "\(line)")
      }
    }
  }

  @Test("the description tells the paths of the models that are served")
  func openAPI() async throws {
    try await serving(["m": .text(Models.text()), "n": .arrays(Models.vector())]) { caller in
      let document = try await caller.get("/openapi.json").json()
      #expect(document["openapi"] == .string("3.1.0"))
      let paths = try #require(document["paths"]?.object)
      for path in [
        "/v1/models/m:predict", "/v1/models/m/versions/{version}:predict", "/v2/models/n/infer",
        "/v1/models/n/metadata", "/metrics",
      ] {
        #expect(paths[path] != nil, "\(path)")
      }
      #expect(paths["/v1/models/m:explain"] == nil)
    }
  }
}
