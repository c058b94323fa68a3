import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What Keras saved, read by Unroll.
@Suite struct ExchangeTests {
  @Test("a .keras file predicts what Keras predicts", arguments: Exchange.names)
  func archive(_ name: String) throws {
    let exchange = try Exchange(name)
    try exchange.check(Model.load(exchange.path(".keras")))
  }

  @Test("a .json file takes the weights beside it", arguments: Exchange.names)
  func json(_ name: String) throws {
    let exchange = try Exchange(name)
    try exchange.check(Model.load(exchange.path(".json")))
  }

  @Test("models load from memory", arguments: Exchange.names)
  func memory(_ name: String) throws {
    let exchange = try Exchange(name)
    let archive = try KerasArchive(bytes: Exchange.bytes(name + ".keras"))
    try exchange.check(Model.load(archive).model)
    let loaded = try Model.load(
      json: Exchange.text(name + ".json"), weights: Exchange.bytes(name + ".weights.h5"))
    try exchange.check(loaded.model)
  }

  @Test("weights replace those of a model of the same architecture", arguments: Exchange.names)
  func weights(_ name: String) throws {
    let exchange = try Exchange(name)
    let model = try Model(Architecture.load(exchange.path(".json")), seed: 5)
    try model.loadWeights(from: exchange.path(".weights.h5"))
    try exchange.check(model)
  }

  @Test("the summary is the one that Keras prints", arguments: Exchange.names.dropLast(2))
  func summary(_ name: String) throws {
    let exchange = try Exchange(name)
    let summary = try Model.load(exchange.path(".keras")).summary()
    #expect(summary == (try Exchange.text(name + ".summary.txt")))
  }

  @Test(
    "the compile configuration and the optimizer's state are read",
    arguments: ["lstm_pooling", "bidirectional_gru", "embedding_stack"], [".keras", ".json"])
  func compilation(_ name: String, _ ending: String) throws {
    let exchange = try Exchange(name)
    let loaded = try Model.loadWithNotes(exchange.path(ending))
    #expect(loaded.notes.isEmpty)
    let state = try #require(loaded.model.optimizerState)
    #expect(state.iterations == 1)
    let parameters = loaded.model.parameters.parameters
    let expected = exchange.fixture.numbered("state")
    #expect(expected.count == state.slotCount * parameters.count)
    // Keras's Adam keeps two numbers side by side for each weight, then the largest so far.
    let found: [Tensor<Float>] =
      state.slotCount == 3
      ? parameters.flatMap { [state.value(0, $0), state.value(1, $0)] }
        + parameters.map { state.value(2, $0) }
      : parameters.map { state.value(0, $0) }
    #expect(found.map(\.bits) == expected.map(\.bits))
  }

  @Test("options of optimizer, loss and metrics are those of the file")
  func options() throws {
    let adam = try #require(
      Model.load(Exchange.path("bidirectional_gru.keras")).compilation)
    let optimizer = try #require(adam.optimizer as? Adam)
    #expect(optimizer.beta1 == 0.8 && optimizer.amsgrad)
    #expect(optimizer.learningRate.constant == 0.009999999776482582)
    #expect(adam.loss.name == "binary_crossentropy")
    #expect(adam.metrics.map(\.name) == ["binary_accuracy"])
    let sgd = try #require(Model.load(Exchange.path("embedding_stack.keras")).compilation)
    #expect((sgd.optimizer as? SGD)?.momentum == 0.9)
    #expect(sgd.loss.name == "categorical_crossentropy")
  }

  @Test("a model whose compile configuration is not supported loads uncompiled, with a note")
  func notCompiled() throws {
    let loaded = try Model.loadWithNotes(Exchange.path("loss_not_supported.keras"))
    #expect(loaded.model.compilation == nil && loaded.model.optimizerState == nil)
    #expect(loaded.notes.count == 1)
    let note = try #require(loaded.notes.first).description
    #expect(note.contains("config.json › compile_config: the model comes uncompiled"))
    #expect(note.contains("Adafactor"))
  }

  @Test("a compile configuration that is not supported is written again as it came")
  func keptCompilation() throws {
    let workshop = try Workshop()
    try Model.load(Exchange.path("loss_not_supported.keras")).save(to: workshop.path("copy.json"))
    func config(_ text: String) throws -> JSONValue? {
      try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))["compile_config"]
    }
    let expected = try #require(try config(Exchange.text("loss_not_supported.json")))
    let found = try config(String(decoding: workshop.read("copy.json"), as: UTF8.self))
    #expect(found == expected)
    // The variables go along, too.
    let again = workshop.path("again.json")
    try Model.load(workshop.path("copy.json")).save(to: again)
    #expect(try workshop.read("again.weights.h5") == workshop.read("copy.weights.h5"))
    let bytes = try workshop.read("copy.weights.h5")
    #expect(bytes.firstRange(of: Array("optimizer".utf8)) != nil)
  }

  @Test("an optimizer's state that does not fit is left out, with a note")
  func strayState() throws {
    let text = try Exchange.text("lstm_pooling.json")
      .replacingOccurrences(of: "\"momentum\": 0.0", with: "\"momentum\": 0.5")
    let loaded = try Model.load(
      json: text, weights: Exchange.bytes("lstm_pooling.weights.h5"))
    #expect(loaded.model.compilation != nil && loaded.model.optimizerState == nil)
    #expect(loaded.notes.map(\.description).joined().contains("expected 12 variables, found 7"))
  }
}
