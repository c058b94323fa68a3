import Foundation
import Testing
import UnrollHDF5
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Files of weights that do not fit the model.
@Suite struct WeightErrorTests {
  private let workshop: Workshop
  private let path: String

  init() throws {
    workshop = try Workshop()
    path = workshop.path("imdb.weights.h5")
  }

  private func model(units: Int = 4, bias: Bool = true) throws -> Model {
    try Model(input: .features(time: 6, size: 3), seed: 9) {
      LSTM(units, returnSequences: true)
      GlobalMaxPooling1D()
      Dropout(0.2)
      Dense(1, activation: .sigmoid, useBias: bias)
    }
  }

  /// Loads the file into a model, which must fail and leave the weights as they were.
  private func error(_ model: Model) -> UnrollError? {
    let before = model.parameters.values.map(\.bits)
    let error = failure { try model.loadWeights(from: path) }
    #expect(model.parameters.values.map(\.bits) == before)
    return error
  }

  @Test("a weight of the wrong shape is named with its layer, and the option that explains it")
  func wrongShape() throws {
    try model(units: 8).saveWeights(to: path)
    let error = try #require(try error(model()))
    #expect(error.code == .shapeMismatch)
    #expect(
      error.detailedDescription.replacing(workshop.folder.path + "/", with: "") == """
        cannot load weights: shape mismatch
        ├─ where:    imdb.weights.h5 › layers/lstm/cell/vars/0 (kernel of LSTM "lstm")
        ├─ expected: [3, 16]
        ├─ found:    [3, 32]
        └─ hint:     the file was saved with units=8; load the architecture from the file, or \
        build LSTM with units=8
        """)
  }

  @Test("a weight of the last layer counts as much as one of the first")
  func transactional() throws {
    let other = try Model(input: .features(time: 6, size: 3), seed: 2) {
      LSTM(4, returnSequences: true)
      Flatten()
      Dense(1)
    }
    try other.saveWeights(to: path)
    let error = try #require(try error(model()))
    #expect(error.path.last == "layers/dense/vars/0 (kernel of Dense \"dense\")")
    #expect(error.expected == "[4, 1]" && error.found == "[24, 1]")
    #expect(
      error.hint
        == "the file belongs to a model of other sizes; load the architecture that was saved with it"
    )
  }

  @Test("a missing weight is named")
  func missing() throws {
    try model(bias: false).saveWeights(to: path)
    let error = try #require(try error(model()))
    #expect(error.code == .missingWeight)
    #expect(
      error.description.replacing(workshop.folder.path + "/", with: "")
        == "imdb.weights.h5 › layers/dense/vars/1 (bias of Dense \"dense\"): cannot load weights: "
        + "a weight is missing (expected 2 weights, found 1); the file belongs to another "
        + "architecture; load the one that was saved with it")
  }

  @Test("a weight too many is an error")
  func tooMany() throws {
    try model().saveWeights(to: path)
    let error = try #require(try error(model(bias: false)))
    #expect(error.message == "cannot load weights: too many of them")
    #expect(error.path.last == "layers/dense/vars (Dense \"dense\")")
    #expect(error.expected == "1" && error.found == "2")
  }

  @Test("a layer too many is an error")
  func otherLayer() throws {
    let other = try Model(input: .features(time: 6, size: 3), seed: 2) {
      LSTM(4, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1)
      Dense(2)
    }
    try other.saveWeights(to: path)
    let error = try #require(try error(model()))
    #expect(error.message == "cannot load weights: the model lacks a layer of the file")
    #expect(error.path.last == "layers/dense_1/vars/0")
  }

  @Test("states of random sources, which some versions saved, are passed over")
  func seedGenerators() throws {
    let source = try model()
    let file = try HDF5NewFile()
    for (place, weight) in zip(
      ["lstm/cell/vars/0", "lstm/cell/vars/1", "lstm/cell/vars/2", "dense/vars/0", "dense/vars/1"],
      source.parameters.values)
    {
      try file.root.write(weight, to: "layers/" + place)
    }
    try file.root.write([1, 2], shape: [2], to: "layers/dropout/seed_generator/vars/0")
    try file.write(to: path)
    let target = try Model(source.architecture, seed: 77)
    try target.loadWeights(from: path)
    #expect(target.parameters.values.map(\.bits) == source.parameters.values.map(\.bits))
  }

  @Test("groups with any number of paths to each are looked into once", .timeLimit(.minutes(1)))
  func maze() throws {
    let entries = [Dense(1).named("dense")]
    let model = try Model(Sequential(input: Input(dimensions: [4]), entries: entries))
    // Fifty groups, each with two links to the next: 2^50 ways to the last one.
    try model.loadWeights(from: Fixture.folder.appending(path: "hdf5/maze.h5").path)
    #expect(model.parameters.values[0].scalars == [1, 1, 1, 1])
  }

  @Test("a file that is no HDF5 is named")
  func noHDF5() throws {
    try workshop.write("imdb.weights.h5", text: "no HDF5")
    let error = try #require(try error(model()))
    #expect(error.path.first == path && error.code == .corruptFile)
  }

  @Test("a change of any byte of a file of weights is an error or other weights, never a crash")
  func damaged() throws {
    let bytes = try Exchange.bytes("lstm_pooling.weights.h5")
    let model = try Model(Architecture.load(Exchange.path("lstm_pooling.json")))
    var random = RandomSource(seed: 5)
    for _ in 0..<300 {
      var damaged = bytes
      for _ in 0..<8 {
        damaged[random.integer(below: bytes.count)] ^= UInt8(random.integer(below: 256))
      }
      try workshop.write("imdb.weights.h5", damaged)
      do {
        try model.loadWeights(from: path)
      } catch is UnrollError {}
    }
  }
}
