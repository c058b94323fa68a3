import Foundation
import Testing
import Unroll

@Suite("unroll summary, convert and evaluate")
struct ModelFileTests {
  @Test("the summary is the library's table, from .keras and from .json alone")
  func summary() throws {
    let folder = try Workshop()
    let model = try TextPipeline.load(TrainedModel.path()).model
    let outcome = try Program.succeed(["summary", TrainedModel.path()])
    #expect(try outcome.output == model.summary())
    #expect(outcome.errors.contains("labels negative, positive"))
    try folder.write(model.kerasJSON(), to: "net.json")
    let description = try Program.succeed(["summary", folder["net.json"]])
    #expect(description.output.contains("lstm (LSTM)"))
  }

  @Test("a text model survives .keras, and leaves its text side behind in .json")
  func convert() throws {
    let folder = try Workshop()
    let path = try TrainedModel.path()
    try Program.succeed(["convert", path, folder["copy.keras"]])
    let texts = ["A dull film.", "What a delight!"]
    let scores = try Program.succeed(["predict", path] + texts).output
    #expect(try Program.succeed(["predict", folder["copy.keras"]] + texts).output == scores)

    let outcome = try Program.succeed(
      ["convert", path, folder["net.json"], "--weights", folder["other.weights.h5"]])
    #expect(outcome.errors.contains("text side was left behind"))
    #expect(folder.names == ["copy.keras", "net.json", "other.weights.h5"])
    try Program.succeed(
      ["convert", folder["net.json"], folder["back.keras"]]
        + ["--weights", folder["other.weights.h5"]])
    let (first, second) = (try Model.load(path), try Model.load(folder["back.keras"]))
    #expect(first.parameters.values == second.parameters.values)
  }

  @Test("a model survives every kind of file, its optimizer included")
  func convertKinds() throws {
    let folder = try Workshop()
    let path = try TrainedModel.path()
    var source = path
    for name in ["a.h5", "b.json", "c.h5", "d.keras"] {
      try Program.succeed(["convert", source, folder[name]])
      source = folder[name]
    }
    let (first, last) = (try Model.load(path), try Model.load(source))
    #expect(first.parameters.values == last.parameters.values)
    let state = try #require(first.optimizerState)
    #expect(last.optimizerState?.iterations == state.iterations)
    for parameter in first.parameters.parameters {
      #expect(last.optimizerState?.value(0, parameter) == state.value(0, parameter))
    }
  }

  @Test("evaluate agrees with the predictions, on the split that was asked for")
  func evaluate() throws {
    let path = try TrainedModel.path()
    let pipeline = try TextPipeline.load(path)
    let reviews = try LabeledTextArchive(contentsOf: BuiltInSample.reviews())
    let test = try #require(reviews.test)
    let scores = try pipeline.predictor().predict(test.map(\.text)).map(\.score)
    let right = zip(scores, test.labels).filter { ($0 > 0.5) == ($1 == 1) }.count
    let expected = String(format: "%.4f", Double(right) / Double(test.count))
    let outcome = try Program.succeed(["evaluate", path])
    #expect(outcome.output.hasPrefix("accuracy: \(expected) - loss: "))
    #expect(outcome.output.hasSuffix(" (160 texts)\n"))
    let train = try Program.succeed(["evaluate", path, "--split", "train", "--json"]).output
    let figures = try JSONDecoder().decode([String: Double].self, from: Data(train.utf8))
    #expect(figures["samples"] == 480)
  }

  @Test("data with labels that the model does not know is refused with those that it knows")
  func unknownLabel() throws {
    let folder = try Workshop()
    let path = try folder.write("text,label\na,good\nb,bad\n", to: "t.csv")
    let outcome = try Program.run(["evaluate", TrainedModel.path(), "--data", path])
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains("does not know the label \"bad\" (expected negative, positive)"))
  }
}
