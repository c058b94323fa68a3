import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// The ways in which Keras 1 to 3 describe the same model.
@Suite struct DialectTests {
  /// How the description of a model is rewritten.
  enum Dialect: CaseIterable {
    case plain, withoutModules, policyNames, batchInputShape, bareList, listAlone, buildShapeOnly
    case keras2Keys, sharedObjects, newerKeys, nonFinite
  }

  @Test("every dialect gives the same model", arguments: Dialect.allCases)
  func dialects(_ dialect: Dialect) throws {
    let exchange = try Exchange("lstm_pooling")
    let description = try JSONValue(parsing: Data(Exchange.text("lstm_pooling.json").utf8))
    let text = try rewrite(description, dialect).text
    let json =
      dialect == .nonFinite ? text.replacing("\"initial\":0", with: "\"initial\":NaN") : text
    let loaded = try Model.load(json: json, weights: Exchange.bytes("lstm_pooling.weights.h5"))
    try exchange.check(loaded.model)
    #expect(loaded.notes.isEmpty == ![.newerKeys, .nonFinite].contains(dialect), "\(loaded.notes)")
  }

  @Test("an option that is not known is noted with its place")
  func unknownOption() throws {
    let description = try JSONValue(parsing: Data(Exchange.text("lstm_pooling.json").utf8))
    let text = try rewrite(description, .newerKeys).text
    let loaded = try Model.load(json: text, weights: Exchange.bytes("lstm_pooling.weights.h5"))
    #expect(
      loaded.notes.map(\.description) == [
        "JSON › lstm: the option invented_later is not known and was ignored"
      ])
  }

  private func rewrite(_ model: JSONValue, _ dialect: Dialect) -> JSONValue {
    let layers = model["config"]?["layers"]?.array ?? []
    switch dialect {
    case .plain: return model
    case .withoutModules:
      return model.rewritten { $0.filter { !["module", "registered_name"].contains($0.key) } }
    case .policyNames:
      return model.rewritten { members in
        var members = members
        if members["dtype"] != nil { members["dtype"] = .string("float32") }
        return members
      }
    case .batchInputShape:
      return .object([
        "class_name": .string("Sequential"), "keras_version": .string("2.4.0"),
        "backend": .string("tensorflow"),
        "config": .object(["name": .string("sequential"), "layers": .array(keras2(layers))]),
      ])
    case .bareList:
      return .object(["class_name": .string("Sequential"), "config": .array(keras2(layers))])
    case .listAlone: return .array(layers)
    case .buildShapeOnly:
      var model = model
      var config = model["config"] ?? .null
      config["layers"] = .array(Array(layers.dropFirst()))
      model["config"] = config
      model["build_config"] = nil
      return model
    case .keras2Keys:
      return model.changing(
        "LSTM",
        ["time_major": .bool(false), "implementation": .integer(2), "autocast": .bool(true)])
    case .sharedObjects: return model.changing("LSTM", [:], shared: .integer(140_000))
    case .newerKeys:
      return model.changing("LSTM", ["invented_later": .integer(1), "another": .bool(false)])
    case .nonFinite: return model.changing("LSTM", ["initial": .integer(0)])
    }
  }

  /// The first layer tells the shape of the input, as before there was an InputLayer.
  private func keras2(_ layers: [JSONValue]) -> [JSONValue] {
    layers.dropFirst().enumerated().map { index, layer in
      var config = layer["config"] ?? .null
      config["dtype"] = .string("float32")
      if index == 0 {
        config["batch_input_shape"] = .array([.null, .integer(6), .integer(3)])
      }
      return .object(["class_name": layer["class_name"] ?? .null, "config": config])
    }
  }
}
