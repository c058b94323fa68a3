import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Batch normalisation against real Keras, made by Scripts/fixtures/generate.py.
@Suite("Batch normalisation agrees with Keras")
struct NormalizationGoldenTests {
  static let names = Fixture.names(startingWith: "normalization_")

  @Test("training takes the moments of the batch and moves the others", arguments: names)
  func trains(_ name: String) throws {
    let golden = try GoldenModel(name)
    let fixture = golden.fixture
    let found = try golden.model.differentiate(golden.input(), cotangent: fixture.tensor("g"))
    try expect(found, fixture, "")
    let moved = golden.model.parameters.values.suffix(2)
    for (value, expected) in zip(moved, fixture.numbered("moved")) {
      try expectClose(value, expected, "moved")
    }
    #expect(fixture.numbered("moved").count == 2)
  }

  @Test("a frozen layer uses the moving moments and leaves them", arguments: names)
  func isFrozen(_ name: String) throws {
    let golden = try GoldenModel(name)
    let fixture = golden.fixture
    let architecture = golden.model.architecture
    let entries = architecture.elements.compactMap(\.entry).map {
      $0.layer is BatchNormalization ? $0.frozen() : $0
    }
    let model = try Model(Sequential(input: architecture.inputs[0], entries: entries))
    try model.parameters.replaceAll(fixture.numbered("w"))
    let found = try model.differentiate(golden.input(), cotangent: fixture.tensor("g"))
    try expect(found, fixture, "frozen_")
    #expect(model.parameters.values == fixture.numbered("w"))
  }

  @Test("inference uses the moving moments", arguments: names)
  func predicts(_ name: String) throws {
    let golden = try GoldenModel(name)
    let found = try golden.model.predict(golden.fixture.tensor("x"))
    try expectClose(found, golden.fixture.tensor("frozen_y"), "y")
  }

  @Test("training sees the whole batch, however large, and is the same on any number of threads")
  func wholeBatch() throws {
    var random = RandomSource(seed: 2)
    let inputs = Tensor(
      shape: [40, 3], scalars: (0..<120).map { _ in Float(random.normal()) })
    let targets = Tensor<Float>(repeating: 1, shape: [40, 1])
    var results: [[Tensor<Float>]] = []
    for threads in [1, 2] {
      let model = try Model(input: .vector(3), seed: 3) {
        BatchNormalization(momentum: 0)
        Dense(1)
      }
      let trainer = Trainer(model, optimizer: SGD(), loss: .meanSquaredError)
      trainer.threads = threads
      _ = try trainer.fit(ArrayDataset(inputs, targets), epochs: 1, batchSize: 40, seed: 4)
      results.append(model.parameters.values)
    }
    #expect(results[0] == results[1])
    for feature in 0..<3 {
      let mean = (0..<40).reduce(0) { $0 + Double(inputs[$1, feature]) } / 40
      #expect(abs(Double(results[0][2].scalars[feature]) - mean) < 1e-6)
    }
  }

  private func expect(
    _ found: Model.Differentiation, _ fixture: Fixture, _ prefix: String
  ) throws {
    try expectClose(found.output, fixture.tensor("\(prefix)y"), "y")
    let input = try #require(found.input)
    try expectClose(input, fixture.tensor("\(prefix)dx"), "dx")
    for (index, expected) in fixture.numbered("\(prefix)dw").enumerated() {
      try expectClose(found.weights[index], expected, "dw\(index)")
    }
  }

  private func expectClose(
    _ found: Tensor<Float>, _ expected: Tensor<Float>, _ what: String
  ) throws {
    #expect(deviation(found, expected, beyond: .relative(3e-5, absolute: 5e-6)) == nil, "\(what)")
  }
}
