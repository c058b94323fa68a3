import Foundation
import Testing
import Unroll
import UnrollServer

@Suite("Predictions as TensorFlow Serving gives them")
struct PredictTests {
  private let texts = ["A good film.", "It is n't good", "", "bad bad bad bad bad bad"]

  private func quoted(_ texts: [String]) -> String {
    "[" + texts.map { "\"\($0)\"" }.joined(separator: ", ") + "]"
  }

  private func rows(_ value: JSONValue?) throws -> [[Float]] {
    try #require(value?.array).map { row in
      try #require(row.array).map { Float(try #require($0.number)) }
    }
  }

  @Test("texts are predicted as the library predicts them, to the bit, however they are written")
  func textForms() async throws {
    let pipeline = try Models.text()
    let expected = try pipeline.predictor(threads: 1).predict(texts).map(\.outputs)
    let named = "[" + texts.map { "{\"text\": \"\($0)\"}" }.joined(separator: ",") + "]"
    let nested = "[" + texts.map { "[\"\($0)\"]" }.joined(separator: ",") + "]"
    let encoded =
      "["
      + texts.map { "{\"b64\": \"\(Data($0.utf8).base64EncodedString())\"}" }
      .joined(separator: ",") + "]"
    try await serving(["m": .text(pipeline)]) { caller in
      for instances in [quoted(texts), named, nested, encoded] {
        let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": \(instances)}")
        #expect(answer.status == 200, "\(answer.text)")
        #expect(try rows(answer.json()["predictions"]) == expected)
      }
      for inputs in [quoted(texts), "{\"text\": \(quoted(texts))}", nested] {
        let answer = try await caller.post(
          "/v1/models/m/versions/1:predict", "{\"inputs\": \(inputs)}")
        #expect(try rows(answer.json()["outputs"]) == expected, "\(answer.text)")
      }
      let one = try await caller.post("/v1/models/m:predict", "{\"inputs\": \"\(texts[0])\"}")
      #expect(try rows(one.json()["outputs"]) == [expected[0]])
    }
  }

  @Test("arrays are predicted as the library predicts them")
  func arrays() async throws {
    let model = try Models.vector()
    let input = Tensor<Float>(shape: [2, 3], scalars: [1, 2, 3, -0.5, 1e-3, 4e2])
    let output = try Predictor(model).predict(input)
    let expected = [output.row(0).scalars, output.row(1).scalars]
    try await serving(["m": .arrays(model)]) { caller in
      let list = "[[1, 2.0, 3e0], [-0.5, 0.001, 400]]"
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": \(list)}")
      #expect(try rows(answer.json()["predictions"]) == expected)
      let named = "[{\"input_layer\": [1,2,3]}, {\"input_layer\": [-0.5,0.001,400]}]"
      let second = try await caller.post("/v1/models/m:predict", "{\"instances\": \(named)}")
      #expect(second.text == answer.text)
      let columns = try await caller.post("/v1/models/m:predict", "{\"inputs\": \(list)}")
      #expect(try rows(columns.json()["outputs"]) == expected)
    }
  }

  @Test("several inputs and outputs go by their names")
  func severalInputs() async throws {
    let model = try Models.pair()
    let outputs = try Predictor(model).predict(inputs: [
      Tensor(shape: [2, 2], scalars: [1, 2, 3, 4]), Tensor(shape: [2, 1], scalars: [5, 6]),
    ])
    try await serving(["m": .arrays(model)]) { caller in
      let instances = "[{\"left\": [1,2], \"right\": [5]}, {\"right\": [6], \"left\": [3,4]}]"
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": \(instances)}")
      let predictions = try #require(try answer.json()["predictions"]?.array)
      #expect(
        try rows(.array(predictions.compactMap { $0["sum"] })) == [
          [outputs[0].scalars[0]], [outputs[0].scalars[1]],
        ])
      #expect(
        try rows(.array(predictions.compactMap { $0["three"] }))
          == [outputs[1].row(0).scalars, outputs[1].row(1).scalars])
      let inputs = "{\"right\": [[5],[6]], \"left\": [[1,2],[3,4]]}"
      let columns = try await caller.post("/v1/models/m:predict", "{\"inputs\": \(inputs)}")
      #expect(try rows(columns.json()["outputs"]?["three"]).count == 2)
    }
  }

  @Test("floats have a decimal point, and come back as the same floats")
  func decimalPoints() async throws {
    try await serving(["m": .arrays(Models.vector())]) { caller in
      for numbers in ["0, 0, 0", "1e20, 3, -7", "1e-30, 1e-31, 0"] {
        let answer = try await caller.post(
          "/v1/models/m:predict", "{\"instances\": [[\(numbers)]]}")
        let list = try #require(answer.text.firstMatch(of: /\[\[(.*)\]\]/)).output.1
        for number in list.split(separator: ", ") { #expect(number.contains("."), "\(number)") }
      }
    }
  }

  @Test("integers are what a model with an embedding takes")
  func tokens() async throws {
    try await serving(["m": .arrays(Models.tokens())]) { caller in
      let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": [[0,1,4]]}")
      #expect(answer.status == 200)
      for (wrong, part) in [
        ("[0,1,4.5]", "int32"), ("[0,1,5]", "no vector"), ("[0,-1,2]", "no vector"),
      ] {
        let refused = try await caller.post("/v1/models/m:predict", "{\"instances\": [\(wrong)]}")
        #expect(refused.status == 400)
        #expect(try refused.error().contains(part))
      }
    }
  }

  @Test("sequences may be of any length where the model leaves it open")
  func openLengths() async throws {
    let model = try Models.sequence()
    let predictor = Predictor(model)
    try await serving(["m": .arrays(model)]) { caller in
      for length in Array(1...12) + [50, 1] {
        let steps = Array(repeating: "[0.5, -1]", count: length).joined(separator: ",")
        let answer = try await caller.post("/v1/models/m:predict", "{\"instances\": [[\(steps)]]}")
        let numbers = (0..<(2 * length)).map { Float($0 % 2 == 0 ? 0.5 : -1) }
        let expected = try predictor.predict(
          Tensor(shape: [1, length, 2], scalars: numbers))
        #expect(try rows(answer.json()["predictions"]) == [expected.scalars])
      }
      let steps = "[" + Array(repeating: "[0, 0]", count: 4097).joined(separator: ",") + "]"
      let long = try await caller.post("/v1/models/m:predict", "{\"instances\": [\(steps)]}")
      #expect(try long.error().contains("limit of 4096"))
      let empty = try await caller.post("/v1/models/m:predict", "{\"instances\": [[]]}")
      #expect(empty.status == 400)
    }
  }
}
