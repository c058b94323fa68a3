import HTTPTypes
import Testing
import Unroll
import UnrollServer

@Suite("What is refused, in the words of TensorFlow Serving")
struct PredictErrorTests {
  @Test(
    "a body that is no request",
    arguments: [
      ("", "JSON Parse error: The document is empty. at offset: 0"),
      ("{\"instances\": [\"a\"", "JSON Parse error: Missing a comma or ] after an array element."),
      ("{\"instances\": [\"a\"]} x", "JSON Parse error: The document root must not be followed"),
      ("{\"instances\": [\"a\\q\"]}", "JSON Parse error: Invalid escape character in string."),
      (
        "{\"instances\": [\"\\ud800\"]}",
        "JSON Parse error: The surrogate pair in string is invalid."
      ),
      ("[]", "Is not object"),
      ("{}", "Missing 'inputs' or 'instances' key"),
      ("{\"instances\": [], \"inputs\": []}", "No values in 'instances' array"),
      (
        "{\"instances\": [\"a\"], \"inputs\": [\"a\"]}",
        "expecting only one of 'inputs' or 'instances'"
      ),
      ("{\"instances\": \"a\"}", "Excepting 'instances' to be an list/array"),
      ("{\"instances\": [3]}", "of Type: Number is not of expected type: string"),
      ("{\"instances\": [null]}", "of Type: Null is not of expected type: string"),
      ("{\"instances\": [{\"word\": \"a\"}]}", "JSON object: does not have named input: word"),
      ("{\"instances\": [\"a\", {\"text\": \"b\"}]}", "but got object at item 1 of input list"),
      ("{\"instances\": [{\"text\": \"b\"}, \"a\"]}", "Expecting object but got list at item 1"),
      ("{\"instances\": [{}]}", "keys must be equal to: text"),
      ("{\"instances\": [{\"b64\": \"***\"}]}", "Unable to base64 decode"),
      ("{\"instances\": [[\"a\", \"b\"]]}", "Expecting shape []"),
      ("{\"inputs\": {}}", "Missing named input: text in 'inputs' object."),
      ("{\"inputs\": []}", "no samples"),
      (
        "{\"signature_name\": \"other\", \"instances\": [\"a\"]}",
        "Serving signature name: \"other\" not found in signature def"
      ),
      ("{\"signature_name\": 1, \"instances\": [\"a\"]}", "'signature_name' key must be a string"),
    ])
  func badBodies(body: String, message: String) async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let answer = try await caller.post("/v1/models/m:predict", body)
      #expect(answer.status == 400)
      #expect(try answer.error().contains(message), "\(answer.text)")
    }
  }

  @Test(
    "arrays of the wrong shape",
    arguments: [
      ("[[1, 2]]", "does not fit the input of the model"),
      ("[1]", "does not fit the input of the model"),
      ("[[1, 2, 3], [1, 2]]", "Expecting shape [3] but got: [2]"),
      ("[[1, 2, [3]]]", "Encountered list at unexpected level"),
      ("[[1, 2, \"3\"]]", "of Type: String is not of expected type: float"),
      ("[[1, 2, 1e39]]", "Cannot convert JSON value: 1e+39 to float without loss of precision."),
      ("[[1, 2, 1e999]]", "JSON Parse error: Number too big to be stored in double."),
      ("[[1, 2, 01]]", "JSON Parse error"),
      ("[[1, 2, .5]]", "JSON Parse error: Invalid value."),
    ])
  func badArrays(instances: String, message: String) async throws {
    try await serving(["m": .arrays(Models.vector())]) { caller in
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": \(instances)}")
      #expect(answer.status == 400)
      #expect(try answer.error().contains(message), "\(answer.text)")
    }
  }

  @Test("a model with two inputs needs both, by name")
  func namedInputs() async throws {
    try await serving(["m": .arrays(Models.pair())]) { caller in
      for (body, message) in [
        ("{\"instances\": [[1, 2]]}", "instances is a plain list"),
        ("{\"inputs\": [[1, 2]]}", "inputs is a plain value/list"),
        ("{\"instances\": [{\"left\": [1, 2]}]}", "keys must be equal to: left,right"),
        ("{\"inputs\": {\"left\": [[1, 2]]}}", "Missing named input: right"),
        ("{\"inputs\": {\"left\": [[1, 2]], \"right\": [[1], [2]]}}", "differ in the number"),
      ] {
        let answer = try await caller.post("/v1/models/m:predict", body)
        #expect(answer.status == 400)
        #expect(try answer.error().contains(message), "\(answer.text)")
      }
    }
  }

  @Test(
    "what is not there",
    arguments: [
      ("/v1/models/other:predict", 404, "Servable not found for request: Latest(other)"),
      ("/v1/models/m/versions/7:predict", 404, "Servable not found for request: Specific(m, 7)"),
      ("/v1/models/m/labels/x:predict", 400, "Unrecognized servable version label: x"),
      ("/v1/models/m:guess", 400, "Malformed request: POST /v1/models/m:guess"),
      ("/v1/models/m/versions/x:predict", 400, "Malformed request: POST"),
      ("/v1/models/m/versions/99999999999999999999:predict", 400, "Failed to convert version"),
      ("/v1/other", 400, "Malformed request: POST /v1/other"),
      ("/other", 404, "nothing at this path"),
      ("/v1/models/m:explain", 404, "no explanations for model m"),
    ])
  func missing(path: String, status: Int, message: String) async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let answer = try await caller.post(path, "{\"instances\": [\"a\"]}")
      #expect(answer.status == status)
      #expect(try answer.error().contains(message), "\(answer.text)")
    }
  }

  @Test("another method is answered with the one that is allowed")
  func methods() async throws {
    try await serving(["m": .text(Models.text())]) { caller in
      let predict = try await caller.get("/v1/models/m:predict")
      #expect(predict.status == 405)
      #expect(predict.headers[.allow] == "POST")
      let status = try await caller.send(.delete, "/v1/models/m")
      #expect(status.status == 405)
      #expect(status.headers[.allow] == "GET, HEAD")
    }
  }
}
