import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Words of Keras 2 that Keras 3 spells otherwise.
@Suite struct TranslationTests {
  private func layer(_ className: String, _ options: String) throws -> JSONValue {
    let text = """
      {"class_name": "Sequential", "keras_version": "2.4.0", "config": {"name": "m", "layers": [
        {"class_name": "\(className)", "config": \(options)}]}}
      """
    let modern = try Dialect.modern(JSONValue(parsing: Data(text.utf8)))
    return try #require(modern["config"]?["layers"]?.array?.first)
  }

  @Test(
    "classes and options get their new names",
    arguments: [
      ("LeakyReLU", #"{"alpha": 0.5}"#, "LeakyReLU", #"{"negative_slope": 0.5}"#),
      ("ThresholdedReLU", #"{"theta": 0.5}"#, "ReLU", #"{"threshold": 0.5}"#),
      ("GRU", "{}", "GRU", #"{"reset_after": false}"#),
      ("GRUCell", #"{"reset_after": true}"#, "GRUCell", #"{"reset_after": true}"#),
      (
        "CuDNNGRU", "{}", "GRU",
        #"{"activation": "tanh", "recurrent_activation": "sigmoid", "reset_after": true}"#
      ),
      (
        "CuDNNLSTM", #"{"units": 3}"#, "LSTM",
        #"{"activation": "tanh", "recurrent_activation": "sigmoid", "units": 3}"#
      ),
      (
        "BatchNormalizationV1", #"{"axis": [2], "renorm": false, "fused": null}"#,
        "BatchNormalization", #"{"axis": 2}"#
      ),
      ("LayerNormalization", #"{"axis": [1, 2]}"#, "LayerNormalization", #"{"axis": [1, 2]}"#),
      ("Dense", #"{"activation": "swish"}"#, "Dense", #"{"activation": "silu"}"#),
      (
        "InputLayer", #"{"batch_input_shape": [null, 3]}"#, "InputLayer",
        #"{"batch_shape": [null, 3]}"#
      ),
      ("Model", "{}", "Functional", "{}"),
    ])
  func names(_ old: String, _ options: String, _ new: String, _ expected: String) throws {
    let layer = try layer(old, options)
    #expect(layer["class_name"] == .string(new))
    #expect(layer["config"] == (try JSONValue(parsing: Data(expected.utf8))))
  }

  @Test("layers and initializers inside layers are translated too")
  func inner() throws {
    let layer = try layer(
      "Bidirectional",
      """
      {"layer": {"class_name": "CuDNNLSTM", "config": {"kernel_initializer":
        {"class_name": "VarianceScaling", "config": {"distribution": "normal"}}}}}
      """)
    let inner = layer["config"]?["layer"]
    #expect(inner?["class_name"]?.string == "LSTM")
    let initializer = inner?["config"]?["kernel_initializer"]?["config"]
    #expect(initializer?["distribution"]?.string == "truncated_normal")
  }

  @Test(
    "what Keras 2.2 wrote for its common initializers gets their names",
    arguments: [
      (1, "fan_avg", "uniform", "GlorotUniform"), (1, "fan_avg", "normal", "GlorotNormal"),
      (2, "fan_in", "uniform", "HeUniform"), (2, "fan_in", "normal", "HeNormal"),
      (1, "fan_in", "uniform", "LecunUniform"), (1, "fan_in", "normal", "LecunNormal"),
      (3, "fan_in", "normal", "VarianceScaling"),
    ])
  func initializers(_ scale: Int, _ mode: String, _ kind: String, _ name: String) throws {
    let options = """
      {"scale": \(scale).0, "mode": "\(mode)", "distribution": "\(kind)", "seed": 7}
      """
    let initializer = try layer("VarianceScaling", options)
    #expect(initializer["class_name"]?.string == name)
    #expect(initializer["config"]?["seed"] == .integer(7))
    #expect((initializer["config"]?["scale"] == nil) == (name != "VarianceScaling"))
  }

  @Test("what has no counterpart is refused with its place")
  func refused() throws {
    let error = failure {
      _ = try layer("BatchNormalization", #"{"name": "norm", "renorm": true}"#)
    }
    #expect(error?.code == .unsupported)
    #expect(error?.path == ["m", "norm", "renorm"])
  }

  @Test("layers of Python code are refused by name, whichever version wrote them")
  func lambda() throws {
    let weights = try Exchange.bytes("lstm_pooling.weights.h5")
    for module in ["", "\"module\": \"keras.layers\", "] {
      let text = """
        {"class_name": "Sequential", "config": {"name": "m", "layers": [{\(module)
          "class_name": "Lambda", "config": {"name": "twice", "batch_input_shape": [null, 3]}}]}}
        """
      let error = failure { _ = try Model.load(json: text, weights: weights) }
      #expect(error?.path == ["JSON", "layers/0", "twice"])
      #expect(error?.message == "a Lambda layer holds Python code, which is not run")
    }
  }

  @Test("models of Keras 1 are refused, and those of Keras 3 left alone")
  func versions() throws {
    let model = JSONValue.object([
      "class_name": .string("Sequential"), "config": .object(["alpha": .integer(1)]),
    ])
    #expect(try Dialect.modern(model, version: "3.1.0") == model)
    let error = failure { _ = try Dialect.modern(model, version: "1.2.2") }
    #expect(error?.message == "models of Keras 1 are not supported")
  }

  @Test("compile configurations of Keras 2 become those of Keras 3")
  func training() throws {
    let text = """
      {"class_name": "Sequential", "config": {"layers": []}, "compile_config": {
        "optimizer": {"class_name": "Custom>Adam", "config": {"lr": 0.5, "decay": 0.25,
          "jit_compile": true, "is_legacy_optimizer": false}},
        "loss": {"class_name": "BinaryCrossentropy", "config": {"reduction": "auto"}},
        "metrics": [["acc", {"class_name": "MeanMetricWrapper",
          "config": {"name": "accuracy", "fn": "binary_accuracy"}}]]}}
      """
    let model = try JSONValue(parsing: Data(text.utf8))
    let modern = try #require(try Dialect.modern(model, version: "2.9.0")["compile_config"])
    #expect(modern["optimizer"]?["class_name"]?.string == "Adam")
    let options = try #require(modern["optimizer"]?["config"]?.object)
    #expect(options.keys.sorted() == ["learning_rate"])
    let schedule = try #require(options["learning_rate"]?["config"])
    #expect(schedule["initial_learning_rate"] == .number(0.5))
    #expect(schedule["decay_rate"] == .number(0.25) && schedule["decay_steps"] == .integer(1))
    #expect(modern["loss"]?["config"]?["reduction"]?.string == "sum_over_batch_size")
    #expect(
      modern["metrics"] == .array([.array([.string("accuracy"), .string("binary_accuracy")])]))
  }
}
