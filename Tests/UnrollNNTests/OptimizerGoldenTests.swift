import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Ten steps of every optimizer with every common option against real Keras.
@Suite("Optimizers agree with Keras")
struct OptimizerGoldenTests {
  static let names = Fixture.names(startingWith: "optimizer_")
  private static let tolerance = Tolerance.relative(1e-4, absolute: 2e-6)

  @Test("every optimizer has a golden file")
  func complete() throws {
    let covered = try Self.names.map { name in
      try Fixture(named: name).fact(JSONValue.self, "cases")["plain"]?["class_name"]?.string
    }
    #expect(Set(covered) == Set(OptimizerRegistry.builtin.map { $0.className }))
  }

  @Test("weights and variables after ten steps are Keras's", arguments: names)
  func agrees(_ name: String) throws {
    let fixture = try Fixture(named: name)
    let cases = try #require(fixture.fact(JSONValue.self, "cases").object)
    #expect(cases.count >= 12)
    for (label, form) in cases {
      let optimizer = try Self.optimizer(form)
      let model = try Self.trained(fixture, optimizer, inOneFit: label.hasSuffix("_fit"))
      let found = try Self.numbers(model)
      let difference = deviation(found, try fixture.tensor(label), beyond: Self.tolerance)
      #expect(difference == nil, "\(label)")
    }
  }

  @Test("what Keras writes of an optimizer is understood and written again", arguments: names)
  func options(_ name: String) throws {
    let cases = try Fixture(named: name).fact(JSONValue.self, "cases")
    for (label, form) in try #require(cases.object) {
      let given = try #require(form["config"]?.object)
      let written = try OptimizerRegistry.options(Self.optimizer(form))
      for (key, value) in given where key != "learning_rate" {
        #expect(written[key]?.number == value.number, "\(label): \(key)")
        #expect(written[key]?.bool == value.bool, "\(label): \(key)")
      }
      let rate = written["learning_rate"]
      #expect(rate?["class_name"] == given["learning_rate"]?["class_name"])
      #expect(rate?["config"]?["decay_steps"] == given["learning_rate"]?["config"]?["decay_steps"])
      #expect(rate?.number == given["learning_rate"]?.number)
    }
  }

  private static func optimizer(_ form: JSONValue) throws -> any Optimizer {
    try OptimizerRegistry.optimizer(
      named: form["class_name"]?.string ?? "", form["config"] ?? .null)
  }

  private static func trained(
    _ fixture: Fixture, _ optimizer: any Optimizer, inOneFit: Bool
  ) throws -> Model {
    let model = try Model(input: Input(dimensions: [3], isTokens: false)) { Dense(2) }
    try model.parameters.replaceAll(fixture.numbered("w"))
    let trainer = Trainer(model, Compilation(optimizer: optimizer, loss: MeanSquaredError()))
    let (x, y) = (try fixture.tensor("x"), try fixture.tensor("y"))
    if inOneFit {
      let samples = try ArrayDataset(
        Tensor(shape: [40, 3], scalars: x.scalars), Tensor(shape: [40, 2], scalars: y.scalars))
      try trainer.fit(samples, batchSize: 4, shuffles: false)
    } else {
      for step in 0..<10 {
        _ = try trainer.trainOnBatch(ArrayDataset(x.row(step), y.row(step)))
      }
    }
    return model
  }

  /// The weights and the optimizer's variables in Keras's order, one after the other.
  private static func numbers(_ model: Model) throws -> Tensor<Float> {
    let optimizer = try #require(model.compilation?.optimizer)
    let state = try #require(model.optimizerState)
    let parameters = model.parameters.parameters
    let slots = OptimizerState.places(optimizer, parameters).map {
      state.value($0.slot, $0.parameter)
    }
    let numbers = (model.parameters.values + slots).flatMap(\.scalars) + state.scalars
    return Tensor(shape: [numbers.count], scalars: numbers)
  }
}
