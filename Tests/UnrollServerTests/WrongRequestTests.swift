import HTTPTypes
import Testing
import Unroll
import UnrollServer

/// Every wrong request is answered by one sentence, which tells nothing of the program's insides.
@Suite("Wrong requests")
struct WrongRequestTests {
  /// A row: what is asked of which model, and a part of the answer.
  struct Row: Sendable, CustomTestStringConvertible {
    let path, body: String
    let status: Int
    let words: String
    var header: Int?
    var testDescription: String { "\(path) \(body.prefix(60))" }

    init(
      _ path: String, _ body: String, _ words: String, status: Int = 400, header: Int? = nil
    ) {
      (self.path, self.body, self.status, self.words) = (path, body, status, words)
      self.header = header
    }
  }

  private static func infer(
    _ name: String = "input_layer", _ shape: String = "[1, 3]", _ type: String = "FP32",
    _ rest: String = #""data": [1, 2, 3]"#, more: String = ""
  ) -> String {
    #"{"inputs": [{"name": "\#(name)", "shape": \#(shape), "datatype": "\#(type)", \#(rest)}]\#(more)}"#
  }

  static let predictions = [
    Row("/v1/models/text:predict", "", "JSON Parse error: The document is empty"),
    Row(
      "/v1/models/text:predict", "{\"instances\": [\"a\"", "JSON Parse error: Missing a comma or ]"),
    Row("/v1/models/text:predict", "7", "Is not object"),
    Row("/v1/models/text:predict", "{}", "Missing 'inputs' or 'instances' key"),
    Row(
      "/v1/models/text:predict", "{\"instances\": [7]}",
      "of Type: Number is not of expected type: string"),
    Row(
      "/v1/models/text:predict", "{\"instances\": [{\"b64\": \"?\"}]}", "Unable to base64 decode"),
    Row(
      "/v1/models/text:predict", "{\"instances\": [{\"b64\": \"/w==\"}]}", "the text is not UTF-8"),
    Row("/v1/models/text:predict", "{\"instances\": []}", "No values in 'instances' array"),
    Row(
      "/v1/models/text:predict", "{\"instances\": " + String(repeating: "[", count: 999),
      "nested too deeply"),
    Row(
      "/v1/models/vector:predict", "{\"instances\": [[1, 2]]}",
      "the data does not fit the input of the model (expected [None, 3], found [None, 2]); give data of this shape"
    ),
    Row(
      "/v1/models/vector:predict", "{\"instances\": [[1, 2, \"3\"]]}",
      "of Type: String is not of expected type: float"),
    Row(
      "/v1/models/vector:predict", "{\"instances\": [[1, 2, 1e39]]}", "without loss of precision"),
    Row(
      "/v1/models/vector:predict", "{\"instances\": [[1, 2, 3], [1, 2]]}",
      "Expecting shape [3] but got: [2]"),
    Row(
      "/v1/models/tokens:predict", "{\"instances\": [[1, 2, 9]]}",
      "an integer of the input has no vector (expected 0 to 4, found 9); give whole numbers below the input_dim"
    ),
    Row("/v1/models/tokens:predict", "{\"instances\": [[1, 2, 0.5]]}", "is not of expected type"),
    Row(
      "/v1/models/pair:predict", "{\"instances\": [{\"left\": [1, 2]}]}",
      "keys must be equal to: left,right"),
    Row(
      "/v1/models/pair:predict", "{\"inputs\": {\"left\": [[1, 2]]}}", "Missing named input: right"),
    Row(
      "/v1/models/none:predict", "{}", "Servable not found for request: Latest(none)", status: 404),
    Row("/v1/models/text/versions/9:predict", "{}", "Specific(text, 9)", status: 404),
    Row("/v1/models/text:guess", "{}", "Malformed request: POST /v1/models/text:guess"),
    Row(
      "/v1/models/vector:explain", "{\"text\": \"a\"}", "no explanations for model vector",
      status: 404),
    Row("/nowhere", "{}", "nothing at this path", status: 404),
  ]

  static let inferences = [
    Row("/v2/models/vector/infer", "", "JSON Parse error: The document is empty"),
    Row("/v2/models/vector/infer", "[]", "the request is not a JSON object"),
    Row("/v2/models/vector/infer", "{}", "expected 1 inputs but got 0"),
    Row("/v2/models/vector/infer", "{\"inputs\": 7}", "inputs must be a list"),
    Row("/v2/models/vector/infer", "{\"inputs\": [7]}", "an input must be an object"),
    Row("/v2/models/vector/infer", "{\"id\": 7}", "id must be a string"),
    Row("/v2/models/vector/infer", infer("other"), "unexpected inference input 'other'"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[\"a\"]"), "shape must hold whole numbers"),
    Row("/v2/models/vector/infer", infer("input_layer", "[1, 4]"), "do not fit its shape [1, 4]"),
    Row("/v2/models/vector/infer", infer("input_layer", "[-1, 3]"), "positive sizes"),
    Row("/v2/models/vector/infer", infer("input_layer", "[1, 3]", "FP99"), "FP99"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[1, 3]", "BYTES", "\"data\": [\"a\"]"),
      "BYTES"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[1, 3]", "FP32", "\"data\": [1, \"2\", 3]"),
      "values of several kinds"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[1, 3]", "FP32", "\"data\": [1, 1e39, 3]"),
      "too large for a float"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[1, 3]", "FP32", "\"data\": [{}]"),
      "data must hold numbers or texts"),
    Row(
      "/v2/models/vector/infer", infer("input_layer", "[1, 2]", "FP32", "\"data\": [1, 2]"), "shape"
    ),
    Row(
      "/v2/models/vector/infer", infer(more: ", \"outputs\": [{\"name\": \"x\"}]"),
      "unexpected inference output 'x'"),
    Row(
      "/v2/models/vector/infer", infer(more: ", \"parameters\": 7"), "parameters must be an object"),
    Row(
      "/v2/models/vector/infer",
      infer("input_layer", "[1, 3]", "FP32", "\"parameters\": {\"binary_data_size\": 12}"),
      "fewer binary data than it says"),
    Row(
      "/v2/models/vector/infer",
      infer("input_layer", "[1, 3]", "FP32", "\"parameters\": {\"binary_data_size\": 1.5}"),
      "binary_data_size must hold whole numbers"),
    Row(
      "/v2/models/vector/infer",
      infer(
        "input_layer", "[1, 3]", "FP32",
        "\"data\": [1, 2, 3], \"parameters\": {\"binary_data_size\": 0}"),
      "has data and binary_data_size"),
    Row(
      "/v2/models/vector/infer", "{}", "Inference-Header-Content-Length does not fit the body",
      header: 99),
    Row(
      "/v2/models/vector/infer", infer() + "1234", "4 bytes that no input claims",
      header: infer().utf8.count),
    Row("/v2/models/none/infer", "{}", "none", status: 404),
  ]

  @Test("are answered in one sentence of the right status", arguments: predictions + inferences)
  func answers(_ row: Row) async throws {
    let models: [String: ServerApplication.LoadedModel] = [
      "text": .text(try Models.text()), "vector": .arrays(try Models.vector()),
      "tokens": .arrays(try Models.tokens()), "pair": .arrays(try Models.pair()),
    ]
    try await serving(models) { caller in
      var headers: HTTPFields = [:]
      if let length = row.header {
        let name = try #require(HTTPField.Name("Inference-Header-Content-Length"))
        headers[name] = "\(length)"
      }
      let answer = try await caller.post(row.path, row.body, headers: headers)
      #expect(answer.status == row.status, "\(answer.text)")
      let document = try #require(try answer.json().object)
      #expect(document.keys.sorted() == ["error"])
      let text = try answer.error()
      #expect(text.contains(row.words), "\(text)")
      #expect(text.count < 400 && !text.contains("\n"), "\(text)")
      for word in ["Optional(", "Swift.", ".swift", "Error(", "ServiceError", "UnrollError"] {
        #expect(!text.contains(word), "\(text)")
      }
      let types = /\b(nil|Int|Int32|UInt8|Double|Array<|Dictionary<)\b/
      #expect(text.firstMatch(of: types) == nil, "\(text)")
    }
  }
}
