import HTTPTypes
import Testing
import Unroll
import UnrollServer

@Suite("What is told about models")
struct StatusTests {
  @Test("status and metadata have the form of TensorFlow Serving")
  func tensorFlow() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let status = try await caller.get("/v1/models/m").json()
      let version = try #require(status["model_version_status"]?.array?.first)
      #expect(version["version"] == .string("1"))
      #expect(version["state"] == .string("AVAILABLE"))
      #expect(version["status"]?["error_code"] == .string("OK"))
      #expect(try await caller.get("/v1/models/m/versions/1").json() == status)

      let metadata = try await caller.get("/v1/models/m/versions/1/metadata").json()
      #expect(metadata["model_spec"]?["name"] == .string("m"))
      let signature = metadata["metadata"]?["signature_def"]?["signature_def"]?["serving_default"]
      #expect(signature?["method_name"] == .string("tensorflow/serving/predict"))
      let input = signature?["inputs"]?["text"]
      #expect(input?["dtype"] == .string("DT_STRING"))
      #expect(input?["tensor_shape"]?["dim"]?.array?.first?["size"] == .string("-1"))
      #expect(signature?["outputs"]?["dense"]?["tensor_shape"]?["dim"]?.array?.count == 2)
    }
  }

  @Test("what is not there is told in the words of TensorFlow Serving")
  func missing() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let none = try await caller.get("/v1/models/x")
      #expect(none.status == 404)
      #expect(try none.error() == "Could not find any versions of model x")
      let version = try await caller.get("/v1/models/m/versions/3")
      #expect(try version.error() == "Could not find version 3 of model m")
      let metadata = try await caller.get("/v1/models/x/metadata")
      #expect(try metadata.error() == "Servable not found for request: Latest(x)")
      #expect(try await caller.get("/v1/models/").error() == "Missing model name in request.")
    }
  }

  @Test("health and metadata have the form of the Open Inference Protocol")
  func openInference() async throws {
    try await serving(["m": .text(Models.text()), "n": .arrays(Models.pair())]) { caller in
      for path in ["/v2/health/live", "/v2/health/ready", "/v2/models/m/ready", "/health"] {
        #expect(try await caller.get(path).status == 200)
      }
      #expect(try await caller.get("/v2").json()["name"] == .string("unroll"))
      let text = try await caller.get("/v2/models/m").json()
      #expect(text["versions"] == .array([.string("1")]))
      #expect(text["inputs"]?.array?.first?["datatype"] == .string("BYTES"))
      #expect(text["inputs"]?.array?.first?["shape"] == .array([.integer(-1)]))
      let pair = try await caller.get("/v2/models/n/versions/1").json()
      #expect(pair["inputs"]?.array?.map { $0["name"] } == [.string("left"), .string("right")])
      #expect(pair["outputs"]?.array?.last?["shape"] == .array([.integer(-1), .integer(3)]))
      let missing = try await caller.get("/v2/models/x/ready")
      #expect(missing.status == 404)
      #expect(try missing.error() == "Request for unknown model: 'x' is not found")
    }
  }

  @Test("HEAD gives the head alone")
  func head() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let answer = try await caller.send(.head, "/v2/health/live")
      #expect(answer.status == 200)
      #expect(answer.bytes.isEmpty)
    }
  }
}
