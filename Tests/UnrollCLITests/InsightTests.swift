import Foundation
import Testing
import Unroll
import UnrollInsight

@Suite("Looking into training and memory")
struct InsightTests {
  private func decode<Document: Decodable>(
    _ type: Document.Type, _ arguments: [String]
  ) throws -> Document {
    let output = try Program.succeed(arguments + ["--json", "--quiet"]).output
    return try JSONDecoder().decode(type, from: Data(output.utf8))
  }

  @Test("gradients vanish sooner in a SimpleRNN than in an LSTM and a GRU")
  func vanishing() throws {
    let reach = try decode(GradientReach.self, ["gradients", "--texts", "6"])
    #expect(reach.curves.map(\.className) == ["SimpleRNN", "LSTM", "GRU"])
    #expect(reach.texts == 6 && reach.steps > 30)
    let far = try reach.curves.map { curve in
      try #require(curve.reach(share: 0.01))
    }
    #expect(far[0] < far[1] && far[0] < far[2])
  }

  @Test("gradients of models of the user's own, for one text")
  func ownModels() throws {
    let path = try TrainedModel.path()
    let arguments = ["gradients", path, path, "--text", "a dull film with a great ending"]
    let reach = try decode(GradientReach.self, arguments)
    #expect(reach.curves.map(\.name) == ["model", "model"] && reach.texts == 1)
    #expect(reach.curves[0] == reach.curves[1] && reach.steps == 7)
    let lines = try Program.succeed(arguments).lines
    #expect(lines.count { $0.hasPrefix("model (LSTM)") } == 4)
  }

  @Test("demo memory measures the tasks that were asked for, the same each time")
  func memory() throws {
    let arguments = [
      "demo", "memory", "--task", "recall", "--distances", "8,4", "--updates", "30", "--units", "8",
    ]
    let report = try decode(MemoryReport.self, arguments)
    #expect(report.tasks.map(\.name) == ["recall"])
    #expect(report.tasks[0].curves.map(\.name) == ["SimpleRNN", "LSTM", "GRU"])
    #expect(report.tasks[0].curves.allSatisfy { $0.distance == [4, 8] })
    #expect(try decode(MemoryReport.self, arguments + ["--threads", "1"]) == report)
    let other = try decode(MemoryReport.self, arguments + ["--seed", "8"])
    #expect(other.seed == 8 && report.seed == 7 && other.tasks != report.tasks)
    let outcome = try Program.succeed(arguments)
    #expect(outcome.output.contains("a guess: 0.25"))
    #expect(outcome.errors.contains("recall, LSTM: "))
  }

  @Test("vectors map knows the words of a text, of a file of vectors or of a text model")
  func words() throws {
    let text = "The film is good, the Film is xyzzyx"
    let arguments = [text, "--neighbours", "2", "--analogy", "good", "better", "bad"]
    let vectors = try BuiltInSample.vectors()
    let map = try decode(WordMap.self, ["vectors", "map", vectors] + arguments)
    #expect(map.words.map(\.text) == ["The", "film", "is", "good", ",", "the", "Film"])
    #expect(map.words[2].count == 2 && map.unknown == ["xyzzyx"])
    #expect(map.words.allSatisfy { $0.neighbours.count == 2 })
    #expect(map.analogies[0].answers[0].word == "worse")
    let model = try decode(WordMap.self, ["vectors", "map", try TrainedModel.path()] + arguments)
    #expect(model == map)
    let lines = try Program.succeed(["vectors", "map", vectors] + arguments).lines
    #expect(lines[0].hasPrefix("word "))
    #expect(lines.contains { $0.hasPrefix("good is to better as bad is to worse") })
    #expect(lines.last == "without a vector: xyzzyx")
  }

  @Test("train --report tells course, mistakes and options, and no path of the machine")
  func report() throws {
    let folder = try Workshop()
    try Program.succeed(
      ["train", "--output", folder["m.keras"], "--report", folder["r.json"]] + TrainedModel.options)
    let bytes = try folder.bytes("r.json")
    let report = try JSONDecoder().decode(TrainingReport.self, from: bytes)
    #expect(report.course.epochs == [1, 2])
    let evaluation = try #require(report.evaluation)
    #expect(evaluation.confusion.joined().reduce(0, +) == evaluation.count)
    let accuracy = try #require(report.course.figures["val_accuracy"]?.last ?? nil)
    #expect(abs(evaluation.accuracy - accuracy) < 1e-5)
    #expect(report.configuration.contains(.init("units", "4")))
    #expect(report.configuration.contains(.init("seed", "3")))
    #expect(!String(decoding: bytes, as: UTF8.self).contains(folder.path))
    // The worst text is one that predict gets wrong, too.
    let worst = try #require(evaluation.worst.first)
    let text = try #require(worst.text)
    let prediction = try TextPipeline.load(folder["m.keras"]).predictor().predict([text])[0]
    #expect(prediction.label == worst.predicted && prediction.label != worst.label)
  }

  @Test("a report keeps apart the folders of the files that were given")
  func reportPaths() throws {
    let folder = try Workshop()
    let rows = (0..<20).map { "{\"text\": \"film \($0)\", \"label\": \"l\($0 % 2)\"}" }
    let data = try folder.write(rows.joined(separator: "\n"), to: "mine.jsonl")
    try Program.succeed(
      ["train", "--data", data, "--output", folder["m.keras"], "--report", folder["r.json"]]
        + TrainedModel.options)
    let report = try JSONDecoder().decode(TrainingReport.self, from: folder.bytes("r.json"))
    #expect(report.configuration.first == .init("data", "mine.jsonl"))
  }
}
