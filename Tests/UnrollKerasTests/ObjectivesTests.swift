import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Losses and metrics as Keras's `compile_config` holds them, made by
/// Scripts/fixtures/generate.py.
@Suite("Losses and metrics of compile configurations")
struct ObjectivesTests {
  /// One configuration that Keras wrote.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let outputs: [String]
    let config: JSONValue
    let figures: Set<String>

    init(_ value: JSONValue) {
      name = value["name"]?.string ?? ""
      outputs = value["outputs"]?.array?.compactMap(\.string) ?? []
      config = value["config"] ?? .null
      figures = Set(value["figures"]?.array?.compactMap(\.string) ?? [])
    }

    var testDescription: String { name }

    func objectives(_ config: JSONValue? = nil) throws -> [Objective] {
      try ObjectivesReader(outputs: outputs).objectives(config ?? self.config)
    }
  }

  static let cases: [Case] = {
    let file = Fixture.folder.appending(path: "compilations.json")
    let list = try? JSONValue(parsing: Data(contentsOf: file)).array
    return list?.map(Case.init) ?? []
  }()

  @Test("there are cases")
  func present() { #expect(Self.cases.count == 15) }

  @Test("the figures have the names that Keras reports", arguments: cases)
  func names(_ example: Case) throws {
    let objectives = try example.objectives()
    let metrics = MetricCollection(objectives, outputNames: example.outputs)
    let losses = objectives.count > 1 ? example.outputs.map { $0 + "_loss" } : []
    #expect(Set(metrics.figures.map(\.name) + losses) == example.figures)
  }

  @Test("what is written is read as the same", arguments: cases)
  func roundTrip(_ example: Case) throws {
    let objectives = try example.objectives()
    let written = try #require(ObjectivesWriter.config(objectives))
    let again = try example.objectives(written)
    for (first, second) in zip(objectives, again) {
      #expect(Self.described(first) == Self.described(second))
    }
  }

  @Test("options and weights are those of the file")
  func options() throws {
    func objectives(_ name: String) throws -> [Objective] {
      try #require(Self.cases.first { $0.name == name }).objectives()
    }
    let binary = try #require(objectives("objects")[0].loss as? BinaryCrossentropy)
    #expect(binary.labelSmoothing == 0.1 && binary.reduction == .sum)
    #expect(try objectives("objects")[0].metrics[0].options["curve"] == .string("PR"))
    #expect(try objectives("list")[0].lossWeight == 0.5)
    #expect(try objectives("tuples").map(\.lossWeight) == [1, 3])
    let named = try objectives("dictionaries")
    #expect(named.map(\.loss.name) == ["categorical_crossentropy", "huber"])
    #expect(named.map(\.lossWeight) == [1, 0.25])
    #expect(named.map(\.metrics.count) == [0, 2])
    #expect(named.map(\.weightedMetrics.count) == [1, 1])
  }

  @Test(
    "what does not fit is refused with its place",
    arguments: [
      (#"{"loss": {"x": "mse"}}"#, "no such output"),
      (#"{"loss": ["mse", "mae", "mse"]}"#, "a list of 2"),
      (#"{"loss": "dice"}"#, "loss: the loss is not supported"),
      (#"{"loss": "mse", "metrics": ["mse"]}"#, "one list for each output"),
      (#"{"loss": "mse", "loss_weights": {"a": "x", "b": 1}}"#, "must be a number"),
      (#"{"loss": "mse", "metrics": [["mean_io_u"], []]}"#, "metrics › a"),
      (
        #"{"loss": {"class_name": "Mine", "registered_name": "p>Mine", "config": {}}}"#,
        "custom objects"
      ),
    ])
  func refusals(_ text: String, _ words: String) throws {
    let config = try JSONValue(parsing: Data(text.utf8))
    let error = #expect(throws: UnrollError.self) {
      try ObjectivesReader(outputs: ["a", "b"]).objectives(config)
    }
    #expect(error.map { "\($0)" }?.contains(words) ?? false, "\(error.map { "\($0)" } ?? "")")
  }

  private static func described(_ objective: Objective) -> [String] {
    func metric(_ metric: AnyMetric) -> String {
      "\(metric.className) \(metric.name) \(metric.options.sorted { $0.key < $1.key })"
    }
    return [
      objective.loss.name, "\(LossRegistry.options(objective.loss).sorted { $0.key < $1.key })",
      "\(objective.lossWeight ?? 1)",
    ] + objective.metrics.map(metric) + objective.weightedMetrics.map(metric)
  }
}
