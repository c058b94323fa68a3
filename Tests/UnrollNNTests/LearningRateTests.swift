import Foundation
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite struct LearningRateTests {
  @Test("schedules give Keras's learning rates, in the 32 bits that training has")
  func schedules() throws {
    let fixture = try Fixture(named: "schedules")
    let forms = try #require(fixture.fact(JSONValue.self, "schedules").object)
    #expect(
      Set(forms.values.map { $0["class_name"]?.string })
        == Set(ScheduleRegistry.builtin.map { $0.className }))
    for (name, form) in forms {
      let schedule = try ScheduleRegistry.schedule(form)
      let expected = try fixture.tensor(name)
      let found = (0..<expected.shape.count).map { Float(schedule.learningRate(after: $0)) }
      let difference = deviation(
        Tensor(shape: expected.shape, scalars: found), expected,
        beyond: .relative(1e-5, absolute: 1e-7))
      #expect(difference == nil, "\(name)")
    }
  }

  @Test("a schedule survives its object form")
  func coding() throws {
    for rate in [
      LearningRate.constant(0.25), .schedule(ExponentialDecay(1, decaySteps: 2, decayRate: 0.5)),
      .schedule(CosineDecay(0.1, decaySteps: 9, alpha: 0.5, warmup: (target: 1, steps: 3))),
      .schedule(PiecewiseConstantDecay(boundaries: [2], values: [1, 0.5])),
    ] {
      let options = try OptimizerRegistry.options(SGD(learningRate: rate))
      #expect(try OptimizerRegistry.optimizer(named: "sgd", options).learningRate == rate)
    }
    #expect(LearningRate.constant(1) != .schedule(PolynomialDecay(1, decaySteps: 2)))
  }

  @Test(
    "schedules without needed options, or with unknown ones, are refused by name",
    arguments: [
      (#"{"class_name":"ExponentialDecay","config":{"decay_steps":2,"decay_rate":1}}"#, "initial_"),
      (#"{"class_name":"CosineDecay","config":{"initial_learning_rate":1}}"#, "decay_steps"),
      (#"{"class_name":"CosineDecay","config":{"decay_steps":2,"cycles":1}}"#, "cycles"),
      (#"{"class_name":"PolynomialDecay","config":{"decay_steps":"2"}}"#, "decay_steps"),
      (#"{"class_name":"PiecewiseConstantDecay","config":{"values":[1]}}"#, "boundaries"),
      (#"{"class_name":"WarmUp","config":{}}"#, "WarmUp"),
      (#"["ExponentialDecay"]"#, "learning_rate"),
    ])
  func refused(_ text: String, _ part: String) throws {
    let form = try JSONValue(parsing: Data(text.utf8))
    let error = #expect(throws: UnrollError.self) {
      try OptimizerRegistry.optimizer(named: "sgd", .object(["learning_rate": form]))
    }
    #expect(error?.description.contains(part) ?? false, "\(String(describing: error))")
  }

  @Test("the learning rate can be set between batches and stays with the model")
  func settable() throws {
    let model = try Model(input: Input(dimensions: [1], isTokens: false)) { Dense(1) }
    let trainer = Trainer(model, optimizer: SGD(learningRate: 0.5), loss: MeanSquaredError())
    #expect(model.learningRate == 0.5)
    let samples = try ArrayDataset(
      Tensor(shape: [2, 1], scalars: [1, 1]), Tensor(shape: [2, 1], scalars: [9, 9]))
    try trainer.fit(samples, callbacks: [Freezing()])
    let before = model.parameters.values
    try trainer.fit(samples)
    #expect(model.parameters.values == before && model.learningRate == 0)
    #expect(trainer.compilation.optimizer.learningRate == 0)
  }

  @Test("a schedule cannot be set aside, a model without optimizer has no rate")
  func notSettable() throws {
    let model = try Model(input: Input(dimensions: [1], isTokens: false)) { Dense(1) }
    #expect(model.learningRate == nil)
    #expect(throws: UnrollError.self) { try model.setLearningRate(0.1) }
    let schedule = PolynomialDecay(0.1, decaySteps: 2)
    _ = Trainer(model, optimizer: SGD(learningRate: .schedule(schedule)), loss: MeanSquaredError())
    let error = #expect(throws: UnrollError.self) { try model.setLearningRate(0.1) }
    #expect(error?.description.contains("PolynomialDecay") ?? false)
    #expect(Float(model.learningRate ?? 0) == 0.1)
  }
}

/// Sets the learning rate to zero after the first epoch.
private final class Freezing: Callback {
  func epochDidEnd(
    _: Int, _ figures: inout [String: Double], _ context: TrainingContext
  ) throws -> Action {
    try context.setLearningRate(0)
    return .goOn
  }
}
