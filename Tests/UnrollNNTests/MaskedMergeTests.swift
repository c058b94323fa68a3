import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Merging layers whose inputs are masked, made by Scripts/fixtures/merge_fixtures.py.
@Suite("Merging layers leave out what masks leave out")
struct MaskedMergeTests {
  @Test(
    "outputs and gradients are Keras's", arguments: ["Multiply", "Maximum", "Minimum"],
    ["111", "110", "101", "010", "001"])
  func agrees(_ layer: String, _ choice: String) throws {
    let fixture = try Fixture(named: "merge_masked")
    let inputs = fixture.numbered("x")
    let model = try model(layer, choice, inputs[0].shape)
    let found = try model.differentiate(
      inputs.map { .dense($0) }, cotangents: [fixture.tensor("g")])
    try expectClose(found.output, fixture.tensor("y_\(layer)_\(choice)"), "y")
    for (index, gradient) in found.inputs.enumerated() {
      try expectClose(
        #require(gradient), fixture.tensor("d\(index)_\(layer)_\(choice)"), "d\(index)")
    }
  }

  private func model(_ layer: String, _ choice: String, _ shape: Shape) throws -> Model {
    let entry = try LayerEntry(
      .object(["class_name": .string(layer), "config": .object([:])]), registry: .builtin)
    return try Model(
      Functional { graph in
        let values = choice.map { flag in
          let input = graph.input(.features(time: shape[1], size: shape[2]))
          return flag == "1" ? graph.add(Masking(), to: input) : input
        }
        return graph.add(entry, to: values)
      })
  }

  private func expectClose(
    _ found: Tensor<Float>, _ expected: Tensor<Float>, _ what: String
  ) throws {
    #expect(
      deviation(found, expected, beyond: .relative(2e-6, absolute: 1e-6)) == nil, "\(what)")
  }
}
