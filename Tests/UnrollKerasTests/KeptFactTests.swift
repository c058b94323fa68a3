import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor

/// What files say and Unroll does not need goes back into files.
@Suite struct KeptFactTests {
  private let chain = """
    {"class_name": "Sequential", "config": {"name": "s", "layers": [
    {"class_name": "InputLayer", "config":
    {"batch_shape": [4, 3], "dtype": "float32", "name": "ids"}},
    {"class_name": "Embedding", "config": {"name": "e", "input_dim": 9, "output_dim": 2,
    "embeddings_initializer": {"class_name": "RandomNormal",
    "config": {"mean": 0.0, "stddev": 0.1, "seed": 2450}}}},
    {"class_name": "SpatialDropout1D", "config": {"name": "d", "rate": 0.5, "seed": 7}},
    {"class_name": "LSTM", "config": {"name": "l", "units": 2, "seed": 11}}]}}
    """

  @Test("batch size, type of the input and seeds survive")
  func survive() throws {
    let model = try Model(architecture(chain))
    let layers = try #require(try written(model)["config"]?["layers"]?.array)
    let input = layers[0]["config"]
    #expect(input?["batch_shape"] == .array([.integer(4), .integer(3)]))
    #expect(input?["dtype"] == .string("float32"))
    let initializer = layers[1]["config"]?["embeddings_initializer"]
    #expect(initializer?["config"]?["seed"] == .integer(2450))
    #expect(initializer?["config"]?["stddev"] == .number(0.1))
    #expect(layers[2]["config"]?["seed"] == .integer(7))
    #expect(layers[3]["config"]?["seed"] == .integer(11))
    #expect(
      try model.layerSummaries().map(\.outputShapes) == [[[4, 3, 2]], [[4, 3, 2]], [[4, 2]]])
  }

  @Test("SpatialDropout1D is written without the option that Keras's does not take")
  func spatialDropout() throws {
    let layers = try written(Model(architecture(chain)))["config"]?["layers"]?.array
    let config = try #require(layers?[2]["config"])
    #expect(config["rate"] == .number(0.5) && config["trainable"] == nil)
  }

  @Test("the calls of a graph inside a graph count from 1 among the outputs, and only there")
  func nested() throws {
    let inner = Functional(name: "inner") { graph in
      [graph.add(Dense(3), to: graph.input(.vector(3)))]
    }
    let outer = Functional(name: "outer") { graph in
      let input = graph.input(.vector(3))
      let layer = graph.layer(LayerEntry(NestedModel(.functional(inner)), name: "inner"))
      let first = graph.call(layer, on: [input])
      _ = graph.call(layer, on: first)
      return first
    }
    let text = try Model(outer).kerasJSON()
    let model = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    #expect(model["module"] == .string("keras.src.models.functional"))
    #expect(model["registered_name"] == .string("Functional"))
    let config = try #require(model["config"])
    let end = JSONValue.array([.string("inner"), .integer(1), .integer(0)])
    #expect(config["output_layers"] == .array([end]))
    let layer = try #require(config["layers"]?.array?.last)
    let node = try #require(layer["inbound_nodes"]?.array?.last)
    let history = node["args"]?.array?.first?["config"]?["keras_history"]
    #expect(history == .array([.string("inner"), .integer(0), .integer(0)]))
    #expect(try architecture(text).outputNames == ["inner"])
    #expect(try Model(architecture(text)).kerasJSON() == text)
  }

  private func architecture(_ text: String) throws -> Architecture {
    let workshop = try Workshop()
    return try Architecture.load(workshop.write("model.json", text: text))
  }

  private func written(_ model: Model) throws -> JSONValue {
    try JSONDecoder().decode(JSONValue.self, from: Data(model.kerasJSON().utf8))
  }
}
