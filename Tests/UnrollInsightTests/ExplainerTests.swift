import Foundation
import Testing
import Unroll
import UnrollInsight
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("An explanation of a text")
struct ExplainerTests {
  @Test("lists all tokens at their places in UTF-16, and those that the network reads")
  func tokens() throws {
    let pipeline = try smallPipeline(layers: smallNetwork)
    let text = "The 🎬 \"good\" film\nisn't bad. naïve"
    let found = try Explainer(pipeline).explain(text)
    let units = Array(text.utf16)
    let sources = found.tokens.map { token -> String in
      guard let start = token.start, let end = token.end else { return "?" }
      return String(decoding: units[start..<end], as: UTF16.self)
    }
    #expect(
      sources == ["The", "🎬", "\"", "good", "\"", "film", "is", "n't", "bad.", "naïve"])
    // As the tokenizer writes them: quotation marks become two characters.
    #expect(found.tokens[2].text == "``" && found.tokens[4].text == "''")
    #expect(
      found.tokens.map(\.isKnown) == [
        false, false, true, true, true, true, false, false, false, false,
      ])
    #expect(found.steps == [2, 3, 4, 5])
    #expect(found.padding == 4)
    #expect(found.text == text)
  }

  @Test("ends its course where the prediction is, and passes the predictions of all beginnings")
  func course() throws {
    let pipeline = try smallPipeline(layers: smallNetwork)
    let found = try Explainer(pipeline).explain("the good film not bad .")
    let beginnings = [
      "", "the", "the good", "the good film", "the good film not",
      "the good film not bad", "the good film not bad .",
    ]
    let expected = try pipeline.predictor().predict(beginnings)
    #expect(found.course.count == beginnings.count)
    for (outputs, prediction) in zip(found.course, expected) {
      #expect(abs((outputs[0] ?? .nan) - prediction.outputs[0]) < 1e-5)
    }
    #expect(found.prediction.label == expected.last?.label)
    #expect(abs(found.prediction.score - (expected.last?.score ?? 0)) < 1e-5)
    #expect(found.contributions.label == "yes")
  }

  @Test("names the word that won each unit, and what the units add to the logit")
  func pooling() throws {
    let pipeline = try smallPipeline(layers: smallNetwork)
    let found = try Explainer(pipeline).explain("the good film not bad .")
    let layer = try #require(found.pooling.first)
    let hidden = found.recurrent[0].hidden
    for unit in 0..<5 {
      let course = hidden.map { $0[unit] }
      let (winner, value) = (layer.winners[unit], layer.values[unit])
      if winner >= 0 {
        #expect(abs(course[winner] - value) < 1e-3)
        #expect(course.allSatisfy { $0 <= value + 1e-3 })
      } else {
        // Padding won: no word came as far.
        #expect(course.allSatisfy { $0 <= value + 1e-3 })
      }
    }
    let kernel = try #require(pipeline.model.parameters["dense/kernel"]).scalars
    let bias = try #require(pipeline.model.parameters["dense/bias"]).scalars[0]
    let weights = try #require(layer.weights)
    for unit in 0..<5 { #expect(abs(weights[unit] - kernel[unit] * layer.values[unit]) < 1e-4) }
    let logit = Double(weights.reduce(0, +) + bias)
    #expect(abs(logit - found.contributions.logit) < 1e-3)
  }

  @Test("leaves the weights of units open where no dense layer follows")
  func noWeights() throws {
    let pipeline = try smallPipeline(layers: {
      GRU(5, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(3, activation: .relu)
      Dense(1, activation: .sigmoid)
    })
    #expect(try Explainer(pipeline).explain("good").pooling[0].weights == nil)
  }

  @Test("of a text too long for the model says what was read, and of an empty one that nothing was")
  func lengths() throws {
    let pipeline = try smallPipeline(length: 3, layers: smallNetwork)
    let explainer = try Explainer(pipeline)
    let long = try explainer.explain("the good film not bad .")
    #expect(long.steps == [0, 1, 2] && long.padding == 0 && long.tokens.count == 6)
    #expect(!long.tokens.contains { !$0.isKnown })
    for text in ["", "   ", "unheard words"] {
      let empty = try explainer.explain(text)
      #expect(empty.steps.isEmpty && empty.padding == 3 && empty.course.count == 1)
      #expect(empty.contributions.words.isEmpty)
      #expect(empty.contributions.logit == empty.contributions.baselineLogit)
    }
  }

  @Test("is the same whatever the number of threads, and from several threads at once")
  func threads() async throws {
    let pipeline = try smallPipeline(layers: smallNetwork)
    let text = "the good film not bad ."
    let expected = try Explainer(pipeline, threads: 1).explain(text)
    let explainer = try Explainer(pipeline, threads: 3)
    let found = try await withThrowingTaskGroup(of: Explanation.self) { group in
      for _ in 0..<4 { group.addTask { try explainer.explain(text) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(found.allSatisfy { $0 == expected })
  }

  @Test("is one JSON document that reads back, the same each time")
  func json() throws {
    let explainer = try Explainer(smallPipeline(layers: smallNetwork))
    let document = try explainer.explain("a \"good\" film/é")
    let bytes = try document.json()
    #expect(try JSONDecoder().decode(Explanation.self, from: bytes) == document)
    #expect(try explainer.explain("a \"good\" film/é").json() == bytes)
    let object = try #require(try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    #expect(object["format"] as? String == "unroll-explanation-1")
    #expect(
      Set(object.keys) == [
        "format", "model", "text", "tokens", "steps", "padding", "prediction", "course",
        "contributions", "pooling", "recurrent",
      ])
  }

  @Test("is refused where a model puts out what is no number")
  func notNumbers() throws {
    let pipeline = try smallPipeline(layers: smallNetwork)
    var values = pipeline.model.parameters.values
    values[0] = Tensor(repeating: .nan, shape: values[0].shape)
    try pipeline.model.parameters.replaceAll(values)
    #expect(throws: UnrollError.self) { try Explainer(pipeline).explain("good") }
    let meter = ReachMeter(pipeline)
    let vectors = try #require(meter.vectors(of: "good film"))
    #expect(throws: UnrollError.self) { try meter.curve([vectors], name: "nan") }
  }

  /// Models that Keras wrote, and whether their input is integers.
  static let kerasModels = ["lstm_pooling", "bidirectional_gru", "embedding_stack"]

  @Test("is also made of models that came from Keras", arguments: kerasModels)
  func keras(name: String) throws {
    let path = Fixture.folder.appending(path: "exchange/\(name).keras").path
    let model = try Model.load(path)
    let input = try Fixture(named: "exchange/\(name)").tensorOrIntegers("x")
    let sample = input.row(0)
    let found = try Explainer(model).explain(sample: sample)
    let output = try model.predict(
      Tensor(shape: Shape([1] + sample.shape.dimensions), scalars: sample.scalars))
    for (number, other) in zip(found.prediction.outputs, output.scalars) {
      #expect(abs(number - other) < 1e-5)
    }
    let change = found.contributions.logit - found.contributions.baselineLogit
    let sum = found.contributions.words.reduce(0, +) + found.contributions.padding
    #expect(abs(sum - change) < PathIntegral.tolerance * max(1, abs(change)) + 1e-4)
    #expect(!found.recurrent.isEmpty)
  }
}

extension Fixture {
  /// A tensor, be it of integers.
  fileprivate func tensorOrIntegers(_ name: String) throws -> Tensor<Float> {
    if let integers = integers[name] {
      return Tensor(shape: integers.shape, scalars: integers.scalars.map(Float.init))
    }
    return try tensor(name)
  }
}
