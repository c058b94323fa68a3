import Foundation
import Testing
import UnrollHDF5
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Files that Keras 2.2 to 3.15 wrote.
@Suite struct LegacyFileTests {
  @Test("the golden files are there")
  func present() { #expect(Antique.names.count >= 20) }

  @Test(
    "a whole model in HDF5 predicts what its Keras predicted",
    arguments: Antique.names(of: "recurrent"))
  func wholeModel(_ name: String) throws {
    let antique = try Antique(name)
    let loaded = try antique.load()
    #expect(loaded.notes.isEmpty, "\(loaded.notes)")
    #expect(loaded.model.architecture.layerNames == ["second", "drop", "first"])
    try antique.check(loaded.model)
  }

  @Test(
    "the optimizer of a whole model goes on where it stood",
    arguments: Antique.names(of: "adam") + Antique.names(of: "rmsprop"))
  func optimizer(_ name: String) throws {
    let antique = try Antique(name)
    let loaded = try antique.load()
    #expect(loaded.notes.isEmpty, "\(loaded.notes)")
    try antique.check(loaded.model)
    // Keras 2.2 did not save how many steps its RMSprop had made.
    try antique.checkState(loaded.model, iterations: name == "rmsprop_keras2.2" ? 0 : 1)
    let rate = try #require(loaded.model.compilation).optimizer.learningRate
    #expect(Float(rate.value(after: 0)) == (name.hasPrefix("adam") ? 0.02 : 0.01))
  }

  @Test(
    "every layout of numbered weights is read, gaps, shards and all",
    arguments: Antique.names(of: "stacked"))
  func numbered(_ name: String) throws {
    let antique = try Antique(name)
    let loaded = try antique.load()
    #expect(loaded.notes.isEmpty, "\(loaded.notes)")
    try antique.check(loaded.model)
  }

  @Test(
    "graphs, models inside models and frozen layers are read",
    arguments: Antique.names(of: "nested"))
  func nested(_ name: String) throws {
    let antique = try Antique(name)
    let loaded = try antique.load()
    #expect(loaded.notes.isEmpty, "\(loaded.notes)")
    let output = try loaded.model.predict(antique.fixture.tensor("x"))
    let expected = try antique.fixture.tensor("y")
    #expect(deviation(output, expected, beyond: .relative(1e-5, absolute: 1e-6)) == nil)
    let path = antique.path("again.h5")
    try loaded.model.save(to: path)
    #expect(try Model.load(path).predict(antique.fixture.tensor("x")).bits == output.bits)
  }

  @Test(
    "weights of layers for graphics processors become those of the plain layers",
    arguments: Antique.names(of: "cudnn_lstm") + Antique.names(of: "cudnn_gru"))
  func cudnn(_ name: String) throws {
    let antique = try Antique(name)
    try antique.check(antique.load().model)
  }

  @Test("lists of names in several attributes are read", arguments: Antique.names(of: "parted"))
  func parted(_ name: String) throws {
    let antique = try Antique(name)
    let file = try HDF5File(path: antique.path("model.legacy_weights.h5"))
    #expect(try file.root.attributes.has("layer_names1"))
    try antique.check(antique.load().model)
  }

  @Test("weights of 16 bits are read", arguments: Antique.names(of: "bfloat"))
  func brainFloats(_ name: String) throws {
    let antique = try Antique(name)
    try antique.check(antique.load().model)
  }

  @Test(
    "the hard_sigmoid of Keras 2 is never taken for that of Keras 3",
    arguments: Antique.names(of: "hard_sigmoid"))
  func hardSigmoid(_ name: String) throws {
    let antique = try Antique(name)
    guard ActivationFunction(rawValue: "hard_sigmoid (Keras 2)") == nil else {
      return try antique.check(antique.load().model)
    }
    let error = try #require(failure { _ = try antique.load() })
    #expect(error.message == "the hard_sigmoid of Keras 2 is not that of Keras 3")
    #expect(error.path.last == "recurrent_activation")
    #expect(error.path.dropLast().last?.hasPrefix("lstm") == true)
  }

  @Test("weights replace those of a model of the same architecture, from any file")
  func weights() throws {
    for name in ["recurrent_keras2.5", "stacked_keras2.13", "stacked_keras3.15"] {
      let antique = try Antique(name)
      let model = try Model(Architecture.load(antique.parts.model), seed: 5)
      try model.loadWeights(from: antique.parts.weights ?? antique.parts.model)
      try antique.check(model)
    }
  }
}
