import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// A model with two outputs, one of them masked, against real Keras, made by
/// Scripts/fixtures/generate.py.
@Suite("Several outputs agree with Keras")
struct OutputGoldenTests {
  @Test("figures and weights are Keras's, in batches of several shards")
  func agrees() throws {
    let file = try Fixture(named: "outputs_masked")
    let model = try Self.model()
    try model.parameters.replaceAll(file.numbered("w"))
    let weights = try file.fact([String: Double].self, "loss_weights")
    let losses = try file.fact([String: String].self, "loss")
    let metrics = try file.fact([String: [String]].self, "metrics")
    let objectives = try ["a", "b"].map { name in
      Objective(
        loss: try LossRegistry.loss(named: losses[name] ?? ""), lossWeight: weights[name],
        metrics: try (metrics[name] ?? []).map(AnyMetric.named))
    }
    let trainer = Trainer(
      model, try Compilation(optimizer: SGD(learningRate: 0.3), objectives: objectives))
    let data = try ArrayDataset(
      inputs: [.numbers(file.tensor("x"))], targets: [file.tensor("a"), file.tensor("b")])
    let expected = file.tensors.filter { $0.key.hasPrefix("figure_") }
    for step in 0..<4 {
      let figures = try trainer.trainOnBatch(data)
      #expect(Set(figures.keys.map { "figure_" + $0 }) == Set(expected.keys))
      for (name, value) in figures {
        let wanted = expected["figure_" + name]?.scalars[step] ?? .nan
        #expect(abs(Float(value) - wanted) < 1e-5, "\(name) of step \(step)")
      }
    }
    for (index, value) in file.numbered("final").enumerated() {
      let parameter = model.parameters.parameters[index]
      let found = model.parameters.value(parameter)
      #expect(
        deviation(found, value, beyond: .relative(1e-4, absolute: 1e-5)) == nil,
        "\(parameter.path)")
    }
  }

  private static func model() throws -> Model {
    try Model(
      Functional { graph in
        let entry = graph.input(.features(time: 4, size: 2))
        let masked = graph.add(Masking(), to: entry)
        let steps = graph.add(SimpleRNN(3, returnSequences: true), to: masked)
        let last = graph.add(SimpleRNN(2), to: steps)
        let first = graph.add(
          LayerEntry(Dense(1, activation: .sigmoid), name: "a"), to: [steps])
        let second = graph.add(LayerEntry(Dense(2), name: "b"), to: [last])
        return first + second
      })
  }
}
