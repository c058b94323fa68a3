import Foundation
import Testing
import UnrollHDF5
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Old files that do not fit, or are damaged.
@Suite struct LegacyErrorTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  private func model(units: Int = 4, bias: Bool = true) throws -> Model {
    try Model(input: .features(time: 6, size: 3), seed: 9) {
      LSTM(units, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid, useBias: bias)
    }
  }

  /// Loads a file into a model, which must fail and leave the weights as they were.
  private func error(_ model: Model, from name: String) throws -> UnrollError {
    let before = model.parameters.values.map(\.bits)
    let error = failure { try model.loadWeights(from: workshop.path(name)) }
    #expect(model.parameters.values.map(\.bits) == before)
    return try #require(error)
  }

  @Test("a weight of the wrong shape is named by its path in the old layout")
  func wrongShape() throws {
    try model(units: 8).saveWeights(to: workshop.path("a.h5"))
    let error = try error(model(), from: "a.h5")
    #expect(error.code == .shapeMismatch)
    #expect(error.path.last == "lstm/lstm/cell/kernel (kernel of LSTM \"lstm\")")
    #expect(error.expected == "[3, 16]" && error.found == "[3, 32]")
    #expect(error.hint?.contains("units=8") == true)
  }

  @Test("a weight too few or too many is named with its layer")
  func wrongCount() throws {
    try model(bias: false).saveWeights(to: workshop.path("a.h5"))
    let missing = try error(model(), from: "a.h5")
    #expect(missing.code == .missingWeight)
    #expect(missing.path.last == "dense (bias of Dense \"dense\")")
    try model().saveWeights(to: workshop.path("b.h5"))
    let surplus = try error(model(bias: false), from: "b.h5")
    #expect(surplus.message == "cannot load weights: too many of them")
    #expect(surplus.path.last == "dense (Dense \"dense\")")
  }

  @Test("another number of layers is an error, before any weight is looked at")
  func wrongLayers() throws {
    let other = try Model(input: .features(time: 6, size: 3)) {
      LSTM(4, returnSequences: true)
      Dense(1)
      Dense(1)
    }
    try other.save(to: workshop.path("a.h5"))
    let error = try error(model(), from: "a.h5")
    #expect(error.message.contains("another number of layers with weights"))
    #expect(error.path == [workshop.path("a.h5"), "/model_weights"])
    #expect(error.expected == "2" && error.found == "3")
  }

  @Test("weights of the model itself are not passed over")
  func ownWeights() throws {
    try model().saveWeights(to: workshop.path("a.h5"))
    let source = try HDF5File(path: workshop.path("a.h5"))
    let file = try HDF5NewFile()
    try copy(source.root, to: file.root, skipping: "top_level_model_weights")
    let own = try file.root.createGroup("top_level_model_weights")
    try own.attributes.write(["scale"], to: "weight_names")
    try own.write(Tensor<Float>(repeating: 1, shape: [1]), to: "scale")
    try file.write(to: workshop.path("b.h5"))
    let error = try error(model(), from: "b.h5")
    #expect(error.message == "cannot load weights: the model lacks a layer of the file")
    #expect(error.path.last == "/top_level_model_weights/scale")
  }

  @Test("an old file without an architecture is no model")
  func noArchitecture() throws {
    try model().saveWeights(to: workshop.path("a.h5"))
    let error = failure { _ = try Model.load(workshop.path("a.h5")) }
    #expect(error?.message == "this file holds weights without an architecture")
  }

  @Test("the index of sharded weights opens no file but those beside it")
  func index() throws {
    for name in ["../a.weights.h5", "/etc/passwd", "a.txt", "..\\a.weights.h5", ""] {
      let index = JSONValue.object(["weight_map": .object(["/layers/lstm/vars": .string(name)])])
      try workshop.write("a.weights.json", text: index.text)
      let error = try error(model(), from: "a.weights.json")
      #expect(error.message == "the index names something else than a file beside it")
    }
    try workshop.write("a.weights.json", text: "{\"weight_map\": {\"/x\": \"b.weights.h5\"}}")
    #expect(try error(model(), from: "a.weights.json").message == "cannot open the file")
    try workshop.write("a.weights.json", text: "{}")
    #expect(try error(model(), from: "a.weights.json").message == "this is no index of weights")
  }

  @Test("sharded weights that are missing or too many are named")
  func shards() throws {
    let antique = try Antique("stacked_keras3.15")
    let index = try JSONValue(parsing: Data(antique.workshop.read("model.weights.json")))
    var places = index["weight_map"]?.object ?? [:]
    let key = try #require(places.keys.first { $0.contains("lstm_1/cell") })
    let place = places.removeValue(forKey: key)
    try rewrite(antique, places)
    let missing = failure { _ = try antique.load() }
    #expect(missing?.code == .missingWeight)
    #expect(missing?.path.last == "layers/lstm_1/cell/vars/0 (kernel of LSTM \"ape\")")
    let model = try Model(input: .features(time: 4, size: 3)) { Dense(1) }
    places[key] = place
    try rewrite(antique, places)
    let surplus = failure { try model.loadWeights(from: antique.path("model.weights.json")) }
    #expect(surplus != nil)
  }

  @Test(
    "a change of any byte of an old file is an error or other weights, never a crash",
    arguments: ["recurrent_keras2.2", "recurrent_keras2.17"])
  func damaged(_ name: String) throws {
    let antique = try Antique(name)
    let bytes = try antique.workshop.read("model.h5")
    var random = RandomSource(seed: 6)
    for _ in 0..<200 {
      var damaged = bytes
      for _ in 0..<8 {
        damaged[random.integer(below: bytes.count)] ^= UInt8(random.integer(below: 256))
      }
      try workshop.write("a.h5", damaged)
      do {
        _ = try Model.load(workshop.path("a.h5"))
      } catch is UnrollError {}
    }
  }

  @Test("lists of names beyond 64 KiB survive")
  func longNames() throws {
    let name = String(repeating: "a name of many letters ", count: 30)
    let entries = (0..<120).map { Dense(1).named("\(name)\($0)") }
    let input = Input(dimensions: [1])
    let model = try Model(Sequential(input: input, entries: entries), seed: 3)
    try model.save(to: workshop.path("a.h5"))
    let file = try HDF5File(path: workshop.path("a.h5"))
    #expect(try file.root.group("model_weights").attributes.has("layer_names1"))
    let back = try Model.load(workshop.path("a.h5"))
    #expect(back.architecture.layerNames == model.architecture.layerNames)
    #expect(back.parameters.values.map(\.bits) == model.parameters.values.map(\.bits))
  }

  private func rewrite(_ antique: Antique, _ places: [String: JSONValue]) throws {
    let index = JSONValue.object(["weight_map": .object(places)])
    try antique.workshop.write("model.weights.json", text: index.text)
  }

  /// Copies groups, arrays and lists of names.
  private func copy(_ source: HDF5Group, to target: HDF5NewGroup, skipping skipped: String) throws {
    for list in ["layer_names", "weight_names"] where try source.attributes.has(list) {
      try target.attributes.write(source.attributes.strings(list), to: list)
    }
    for name in try source.childNames() where name != skipped {
      switch try source.child(name) {
      case .dataset(let dataset): try target.write(dataset.floats(), to: name)
      case .group(let group): try copy(group, to: target.createGroup(name), skipping: skipped)
      }
    }
  }
}
