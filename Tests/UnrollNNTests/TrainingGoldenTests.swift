import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Ten steps of training against real Keras, made by Scripts/fixtures/generate.py.
@Suite("Training agrees with Keras")
struct TrainingGoldenTests {
  /// The cases whose optimizer and loss are supported, without a weight for each step.
  static let names = supportedFixtures("train_").filter { name in
    guard let golden = try? GoldenModel(name),
      golden.fixture.tensors["weights"]?.shape.rank ?? 2 == 2
    else { return false }
    do {
      _ = try compilation(golden.fixture)
      return true
    } catch let error as UnrollError where error.code == .unsupported {
      return false
    } catch {
      return true
    }
  }

  @Test("losses, accuracies and weights of ten steps are Keras's", arguments: names)
  func agrees(_ name: String) throws {
    let golden = try GoldenModel(name)
    let fixture = golden.fixture
    let trainer = Trainer(golden.model, try Self.compilation(fixture))
    var losses: [Float] = []
    var accuracies: [Float] = []
    for step in 0..<10 {
      let figures = try Self.train(trainer, fixture, step)
      losses.append(Float(figures["loss"] ?? .nan))
      accuracies.append(Float(figures["accuracy"] ?? .nan))
    }
    let tolerance = Tolerance.relative(1e-4, absolute: 1e-5)
    let found = [
      ("losses", Tensor(shape: [10], scalars: losses)),
      ("accuracies", Tensor(shape: [10], scalars: accuracies)),
    ]
    for (what, values) in found {
      #expect(deviation(values, try fixture.tensor(what), beyond: tolerance) == nil, "\(what)")
    }
    for (index, expected) in fixture.numbered("final").enumerated() {
      let parameter = golden.model.parameters.parameters[index]
      let value = golden.model.parameters.value(parameter)
      #expect(deviation(value, expected, beyond: tolerance) == nil, "\(parameter.path)")
    }
    guard let evaluated = fixture.tensors["evaluated"] else { return }
    let loss = try trainer.evaluate(try Self.batch(fixture, 0))["loss"] ?? .nan
    let report = Tensor(shape: [1], scalars: [Float(loss)])
    #expect(deviation(report, evaluated, beyond: tolerance) == nil, "evaluate")
  }

  /// One step, with the weights of samples or classes if there are any.
  private static func train(
    _ trainer: Trainer, _ fixture: Fixture, _ step: Int
  ) throws -> [String: Double] {
    let batch = try batch(fixture, step)
    var weights = fixture.tensors["weights"]?.row(step).scalars
    if fixture.metadata["class_weight"] != nil {
      let classes = try fixture.fact([String: Float].self, "class_weight")
      let labels = try fixture.tensor("y").row(step).scalars
      weights = labels.map { classes["\(Int($0))"] ?? 1 }
    }
    guard let weights else { return try trainer.trainOnBatch(batch) }
    return try trainer.trainOnBatch(try WeightedDataset(batch, weights: weights))
  }

  private static func batch(_ fixture: Fixture, _ step: Int) throws -> ArrayDataset {
    let targets =
      try fixture.tensors["y"]?.row(step) ?? numbers(fixture.integer("y").row(step))
    guard fixture.metadata["input"] == "ids" else {
      return try ArrayDataset(try fixture.tensor("x").row(step), targets)
    }
    return try ArrayDataset(tokens: try fixture.integer("x").row(step), targets)
  }

  private static func numbers(_ integers: Tensor<Int32>) -> Tensor<Float> {
    Tensor(shape: integers.shape, scalars: integers.scalars.map(Float.init))
  }

  private static func compilation(_ fixture: Fixture) throws -> Compilation {
    let optimizer = try fixture.fact(JSONValue.self, "optimizer")
    let text = fixture.metadata["loss"] ?? ""
    let loss = text.hasPrefix("{") ? try fixture.fact(JSONValue.self, "loss") : .string(text)
    return Compilation(
      optimizer: try OptimizerRegistry.optimizer(
        named: optimizer["class_name"]?.string ?? "", optimizer["config"] ?? .null),
      loss: try LossRegistry.loss(
        named: loss.string ?? loss["class_name"]?.string ?? "", loss["config"] ?? .null),
      metrics: [.accuracy])
  }
}
