import Foundation
import Testing
import Unroll

@Suite("Models on arrays")
struct ArrayTests {
  /// A small model with random weights, saved with a compile configuration.
  private func makeModel(_ folder: Workshop) throws -> Model {
    let model = try Model(input: .features(time: 5, size: 3), seed: 1) {
      LSTM(4)
      Dense(1, activation: .sigmoid)
    }
    model.compilation = Compilation(
      optimizer: Adam(), loss: BinaryCrossentropy(), metrics: [.accuracy])
    try model.save(to: folder["m.keras"])
    return model
  }

  private func inputs() -> Tensor<Float> {
    var random = RandomSource(seed: 2)
    return Tensor(shape: [7, 5, 3], scalars: (0..<105).map { _ in Float(random.normal()) })
  }

  @Test("predict writes what the model gives, to the bit")
  func predict() throws {
    let folder = try Workshop()
    let model = try makeModel(folder)
    try NumPyFile.write(inputs(), to: folder["x.npy"])
    let arguments = ["--input", folder["x.npy"], "--output", folder["y.npy"]]
    try Program.succeed(["predict", folder["m.keras"]] + arguments)
    #expect(try NumPyFile.read(folder["y.npy"]) == model.predict(inputs()))
    try Program.succeed(["convert", folder["m.keras"], folder["n.json"]])
    try Program.succeed(
      ["predict", folder["n.json"], "--weights", folder["n.weights.h5"]] + arguments)
    #expect(try NumPyFile.read(folder["y.npy"]) == model.predict(inputs()))
  }

  @Test("evaluate computes loss and accuracy from their definitions")
  func evaluate() throws {
    let folder = try Workshop()
    let outputs = try makeModel(folder).predict(inputs()).scalars.map(Double.init)
    let targets: [Float] = [1, 0, 1, 1, 0, 0, 1]
    try NumPyFile.write(inputs(), to: folder["x.npy"])
    try NumPyFile.write(Tensor(shape: [7], scalars: targets), to: folder["y.npy"])
    let outcome = try Program.succeed(
      ["evaluate", folder["m.keras"], folder["x.npy"], folder["y.npy"], "--json"])
    let figures = try JSONDecoder().decode([String: Double].self, from: Data(outcome.output.utf8))
    let losses = zip(outputs, targets).map { -log($1 == 1 ? $0 : 1 - $0) }
    let right = zip(outputs, targets).filter { ($0 > 0.5) == ($1 == 1) }.count
    #expect(abs((figures["loss"] ?? .nan) - losses.reduce(0, +) / 7) < 1e-6)
    #expect(figures["accuracy"] == Double(right) / 7)
    #expect(figures["samples"] == 7)
  }

  @Test("a model that starts with an embedding reads whole numbers")
  func tokens() throws {
    let folder = try Workshop()
    let model = try Model(input: .tokens(time: 3), seed: 1) {
      Embedding(inputDim: 5, outputDim: 2)
      GRU(2)
      Dense(1, activation: .sigmoid)
    }
    model.compilation = Compilation(optimizer: Adam(), loss: MeanSquaredError())
    try model.save(to: folder["m.keras"])
    let ids = Tensor<Float>(shape: [2, 3], scalars: [0, 1, 2, 4, 3, 0])
    try NumPyFile.write(ids, to: folder["x.npy"])
    try NumPyFile.write(model.predict(ids), to: folder["y.npy"])
    let outcome = try Program.succeed(
      ["evaluate", folder["m.keras"], folder["x.npy"], folder["y.npy"]])
    #expect(outcome.output == "loss: 0.0000e+00 (2 samples)\n")
  }

  @Test("an array of the wrong shape is an error that names the file and both shapes")
  func wrongShape() throws {
    let folder = try Workshop()
    _ = try makeModel(folder)
    try NumPyFile.write(inputs().reshaped([7, 3, 5]), to: folder["x.npy"])
    try folder.write("precious", to: "y.npy")
    let outcome = try Program.run(
      ["predict", folder["m.keras"], "--input", folder["x.npy"], "--output", folder["y.npy"]])
    #expect(outcome.status == 1)
    #expect(outcome.errors.hasPrefix("error: \(folder["x.npy"]): "))
    #expect(outcome.errors.contains("expected [None, 5, 3], found [None, 3, 5]"))
    #expect(try folder.bytes("y.npy") == Data("precious".utf8))
  }

  @Test("the summary as JSON has the layers, their shapes and the counts")
  func summary() throws {
    let folder = try Workshop()
    _ = try makeModel(folder)
    let text = try Program.succeed(["summary", folder["m.keras"], "--json"]).output
    let found = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    let layers: [JSONValue] = [
      .object([
        "name": .string("lstm"), "class": .string("LSTM"),
        "output_shape": .array([.null, .integer(4)]), "parameters": .integer(128),
      ]),
      .object([
        "name": .string("dense"), "class": .string("Dense"),
        "output_shape": .array([.null, .integer(1)]), "parameters": .integer(5),
      ]),
    ]
    #expect(found["layers"] == .array(layers))
    #expect(found["name"] == .string("sequential"))
    #expect(found["parameters"] == .integer(133))
    #expect(found["trainable_parameters"] == .integer(133))
    #expect(found["non_trainable_parameters"] == .integer(0))
    try Program.succeed(["convert", folder["m.keras"], folder["n.json"]])
    #expect(try Program.succeed(["summary", folder["n.json"], "--json"]).output == text)
  }

  @Test("evaluate takes the loss and the metrics that are asked for, and needs one")
  func chosenLoss() throws {
    let folder = try Workshop()
    let model = try makeModel(folder)
    let outputs = try model.predict(inputs())
    try NumPyFile.write(inputs(), to: folder["x.npy"])
    try NumPyFile.write(outputs, to: folder["y.npy"])
    let arguments = ["evaluate", folder["m.keras"], folder["x.npy"], folder["y.npy"]]
    let outcome = try Program.succeed(arguments + ["--loss", "mse", "--metrics", "none"])
    #expect(outcome.output == "loss: 0.0000e+00 (7 samples)\n")
    model.compilation = nil
    try model.save(to: folder["m.keras"])
    let bare = try Program.run(arguments)
    #expect(bare.status == 1)
    #expect(bare.errors.contains("with which loss it is to be evaluated"))
    #expect(bare.errors.contains("give --loss NAME"))
  }

  @Test("the number of arrays must be that of the model")
  func numberOfArrays() throws {
    let folder = try Workshop()
    _ = try makeModel(folder)
    try NumPyFile.write(inputs(), to: folder["x.npy"])
    let input = ["--input", folder["x.npy"]]
    let twice = try Program.run(
      ["predict", folder["m.keras"], "--output", folder["y.npy"]] + input + input)
    #expect(twice.status == 1)
    #expect(twice.errors.contains("expected 1, found 2"))
    let mixed = try Program.run(
      ["predict", folder["m.keras"], "--output", folder["y.npy"], "--input", "-"] + input)
    #expect(mixed.status == 64)
  }
}
