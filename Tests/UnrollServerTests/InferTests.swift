import Foundation
import HTTPTypes
import Testing
import Unroll
import UnrollServer

@Suite("The Open Inference Protocol")
struct InferTests {
  private static let lengthName = "Inference-Header-Content-Length"

  private func text(_ data: String, shape: String = "[2]", more: String = "") -> String {
    """
    {"id": "7", "inputs": [{"name": "text", "shape": \(shape), "datatype": "BYTES", \
    "data": \(data)}]\(more)}
    """
  }

  private func headers(_ length: Int) throws -> HTTPFields {
    [try #require(HTTPField.Name(Self.lengthName)): "\(length)"]
  }

  @Test("texts in JSON are predicted, as shape [N] or [N,1], and the id comes back")
  func jsonTexts() async throws {
    let pipeline = try Models.text()
    let expected = try pipeline.predictor(threads: 1).predict(["good film", "dull"]).map(\.score)
    try await serving(["m": .text(pipeline)]) { caller in
      for (data, shape) in [
        ("[\"good film\", \"dull\"]", "[2]"), ("[[\"good film\"], [\"dull\"]]", "[2, 1]"),
      ] {
        let answer = try await caller.post("/v2/models/m/infer", text(data, shape: shape))
        let json = try answer.json()
        #expect(json["id"] == .string("7"))
        #expect(json["model_name"] == .string("m"))
        let output = try #require(json["outputs"]?.array?.first)
        #expect(output["datatype"] == .string("FP32"))
        #expect(output["shape"] == .array([.integer(2), .integer(1)]))
        #expect(output["data"]?.array?.map { Float($0.number ?? 0) } == expected)
      }
    }
  }

  @Test("binary texts and outputs travel after the JSON")
  func binary() async throws {
    let pipeline = try Models.text()
    let expected = try pipeline.predictor(threads: 1).predict(["good film", ""]).map(\.score)
    let binary = [9, 0, 0, 0] + Array("good film".utf8) + [0, 0, 0, 0]
    let head = """
      {"inputs": [{"name": "text", "shape": [2], "datatype": "BYTES", \
      "parameters": {"binary_data_size": \(binary.count)}}], \
      "outputs": [{"name": "dense", "parameters": {"binary_data": true}}]}
      """
    try await serving(["m": .text(pipeline)]) { caller in
      let answer = try await caller.post(
        "/v2/models/m/infer", bytes: Array(head.utf8) + binary, headers: headers(head.utf8.count))
      let name = try #require(HTTPField.Name(Self.lengthName))
      let length = try #require(answer.headers[name].flatMap { Int($0) })
      let json = try JSONValue(parsing: Data(answer.bytes[..<length]))
      let output = try #require(json["outputs"]?.array?.first)
      #expect(output["parameters"]?["binary_data_size"] == .integer(8))
      #expect(output["data"] == nil)
      let numbers = answer.bytes[length...].withUnsafeBytes { bytes in
        (0..<2).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
      }
      #expect(numbers == expected)
    }
  }

  @Test("numbers of every type become the floats that they are")
  func numberTypes() throws {
    func bytes<Value>(_ values: [Value]) -> ArraySlice<UInt8> {
      values.withUnsafeBytes { ArraySlice($0) }
    }
    let whole: [Float] = [0, 1, 100]
    #expect(BinaryTensor.numbers(bytes([0, 1, 100] as [UInt8]), .uint8) == whole)
    #expect(BinaryTensor.numbers(bytes([0, 1, 100] as [UInt16]), .uint16) == whole)
    #expect(BinaryTensor.numbers(bytes([0, 1, 100] as [UInt32]), .uint32) == whole)
    #expect(BinaryTensor.numbers(bytes([0, 1, 100] as [UInt64]), .uint64) == whole)
    let signed: [Float] = [-1, 0, 100]
    #expect(BinaryTensor.numbers(bytes([-1, 0, 100] as [Int8]), .int8) == signed)
    #expect(BinaryTensor.numbers(bytes([-1, 0, 100] as [Int16]), .int16) == signed)
    #expect(BinaryTensor.numbers(bytes([-1, 0, 100] as [Int32]), .int32) == signed)
    #expect(BinaryTensor.numbers(bytes([-1, 0, 100] as [Int64]), .int64) == signed)
    #expect(BinaryTensor.numbers(bytes([-1.5, 1e300] as [Double]), .fp64) == [-1.5, .infinity])
    #expect(BinaryTensor.numbers(bytes([-1.5, 0.1] as [Float]), .fp32) == [-1.5, 0.1])
    #expect(BinaryTensor.numbers([0, 1, 7], .bool) == [0, 1, 1])
    #expect(BinaryTensor.numbers([1, 2, 3], .fp32) == nil)
  }

  #if !os(macOS) || arch(arm64)
    @Test("halves become the floats that they are, all of them")
    func halves() {
      for bits in UInt16.min...UInt16.max {
        let (value, expected) = (Float(halfBits: bits), Float(Float16(bitPattern: bits)))
        #expect(value == expected || (value.isNaN && expected.isNaN), "\(bits)")
      }
    }
  #endif

  @Test("numbers in JSON and binary give the same answer")
  func arrays() async throws {
    let model = try Models.vector()
    let json = """
      {"inputs": [{"name": "input_layer", "shape": [1, 3], "datatype": "INT64", "data": [1, 2, 3]}]}
      """
    let head = """
      {"inputs": [{"name": "input_layer", "shape": [1, 3], "datatype": "FP32", \
      "parameters": {"binary_data_size": 12}}]}
      """
    let numbers: [Float] = [1, 2, 3]
    try await serving(["m": .arrays(model)]) { caller in
      let first = try await caller.post("/v2/models/m/infer", json)
      let second = try await caller.post(
        "/v2/models/m/versions/1/infer",
        bytes: Array(head.utf8) + BinaryTensor.bytes(numbers), headers: headers(head.utf8.count))
      #expect(first.status == 200)
      #expect(first.text == second.text)
    }
  }

  @Test("requests that do not hold together are refused")
  func refusals() async throws {
    let long = "{\"inputs\": [{\"name\": \"text\", \"shape\": [1], \"datatype\": \"BYTES\", "
    try await serving(["m": .text(Models.text())]) { caller in
      for (body, message) in [
        (text("[\"a\"]"), "do not fit its shape [2]"),
        (text("[1, 2]"), "do not fit its shape"),
        (text("[\"a\", 1]"), "values of several kinds"),
        (text("[\"a\", \"b\"]", shape: "[1, 2]"), "[N] or [N,1]"),
        (text("[]", shape: "[0]"), "positive sizes"),
        (text("[\"a\"]", shape: "[4611686018427387904, 4]"), "[N] or [N,1]"),
        (
          text("[\"a\", \"b\"]", more: ", \"outputs\": [{\"name\": \"x\"}]"),
          "unexpected inference output 'x'"
        ),
        (
          text("[\"a\", \"b\"]").replacingOccurrences(of: "BYTES", with: "FP32"),
          "data-type is 'FP32'"
        ),
        (
          text("[\"a\", \"b\"]").replacingOccurrences(of: "\"text\"", with: "\"y\""),
          "unexpected inference input 'y'"
        ),
        ("{\"inputs\": []}", "expected 1 inputs but got 0"),
        ("{}", "expected 1 inputs but got 0"),
        (long + "\"parameters\": {\"binary_data_size\": 5}}]}", "fewer binary data"),
        (long + "\"parameters\": {\"binary_data_size\": -5}}]}", "fewer binary data"),
      ] {
        let answer = try await caller.post("/v2/models/m/infer", body)
        #expect(answer.status == 400)
        #expect(try answer.error().contains(message), "\(answer.text)")
      }
      let outside = try await caller.post(
        "/v2/models/m/infer", bytes: Array("{}".utf8), headers: headers(99))
      #expect(outside.status == 400)
      let packed = try await caller.post(
        "/v2/models/m/infer", text("[\"a\", \"b\"]"), headers: [.contentEncoding: "gzip"])
      #expect(packed.status == 415)
    }
  }

  @Test("lengths of binary texts are not believed")
  func hostileLengths() throws {
    #expect(try BinaryTensor.texts([255, 255, 255, 255, 65]) == nil)
    #expect(try BinaryTensor.texts([2, 0, 0, 0, 65]) == nil)
    #expect(try BinaryTensor.texts([1, 0, 0]) == nil)
    #expect(try BinaryTensor.texts([1, 0, 0, 0, 65]) == ["A"])
    #expect(throws: ServiceError.self) { try BinaryTensor.texts([1, 0, 0, 0, 255]) }
  }
}
