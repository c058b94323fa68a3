import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Layers against real Keras: outputs and all gradients, made by Scripts/fixtures/generate.py.
@Suite("Layers agree with Keras")
struct LayerGoldenTests {
  static let names = supportedFixtures("layer_")

  @Test("outputs and gradients are Keras's", arguments: names)
  func agrees(_ name: String) throws {
    let golden = try GoldenModel(name, dropsNothing: true)
    let fixture = golden.fixture
    for kernels in Kernels.available {
      let found = try golden.model.differentiate(
        golden.input(), cotangent: fixture.tensor("g"), kernels: kernels)
      try expectClose(found.output, fixture.tensor("y"), "y, \(kernels.name)")
      if let input = found.input { try expectClose(input, fixture.tensor("dx"), "dx") }
      for (index, expected) in fixture.numbered("dw").enumerated() {
        try expectClose(found.weights[index], expected, "dw\(index), \(kernels.name)")
      }
    }
  }

  @Test("outputs of inference are Keras's", arguments: supportedFixtures("layer_"))
  func inferenceAgrees(_ name: String) throws {
    let golden = try GoldenModel(name)
    let expected = try golden.fixture.tensor("y")
    let input: Tensor<Float> =
      switch try golden.input() {
      case .dense(let numbers): numbers
      case .tokens(let ids), .rows(let ids, _):
        Tensor(shape: ids.shape, scalars: ids.scalars.map(Float.init))
      }
    try expectClose(golden.model.predict(input), expected, "y")
  }

  private func expectClose(
    _ found: Tensor<Float>, _ expected: Tensor<Float>, _ what: String
  ) throws {
    #expect(
      deviation(found, expected, beyond: .relative(2e-5, absolute: 4e-6)) == nil, "\(what)")
  }
}
