import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite struct OptimizerOptionTests {
  @Test(
    "options out of range, unknown or not supported are refused by name",
    arguments: [
      ("SGD", "momentum", JSONValue.number(1.5)), ("SGD", "learning_rate", .number(-1)),
      ("RMSprop", "momentum", .number(-0.5)), ("AdamW", "weight_decay", .null),
      ("Lion", "beta_1", .number(0)), ("Ftrl", "learning_rate_power", .number(0.5)),
      ("Ftrl", "l1_regularization_strength", .number(-1)), ("Adam", "beta_3", .number(0.5)),
      ("Adam", "loss_scale_factor", .number(8)), ("Adam", "decay", .number(0.1)),
      ("Adam", "epsilon", .string("small")), ("Adam", "clipnorm", .array([])),
      ("Adam", "gradient_accumulation_steps", .integer(1)),
    ])
  func refused(_ name: String, _ option: String, _ value: JSONValue) throws {
    let error = #expect(throws: UnrollError.self) {
      try OptimizerRegistry.optimizer(named: name, .object([option: value]))
    }
    let text = error?.description ?? ""
    #expect(text.contains(option) && text.contains(name), "\(text)")
  }

  @Test("averages want sensible options only where they are used")
  func averages() throws {
    #expect(throws: UnrollError.self) {
      try OptimizerRegistry.optimizer(
        named: "sgd", .object(["use_ema": .bool(true), "ema_momentum": .number(2)]))
    }
    let unused = try OptimizerRegistry.optimizer(
      named: "sgd", .object(["ema_momentum": .number(2)]))
    #expect(unused.options.emaMomentum == 2)
  }

  @Test("one way of clipping at a time")
  func clipping() throws {
    let error = #expect(throws: UnrollError.self) {
      try OptimizerRegistry.optimizer(
        named: "adam", .object(["clipnorm": .number(1), "clipvalue": .number(1)]))
    }
    #expect(error?.description.contains("clipvalue") ?? false)
  }

  @Test("options of Keras 2 that mean the same are taken")
  func older() throws {
    let optimizer = try OptimizerRegistry.optimizer(
      named: "Adam",
      .object([
        "lr": .number(0.5), "decay": .number(0), "jit_compile": .bool(true),
        "is_legacy_optimizer": .bool(false), "name": .string("Adam"), "clipnorm": .null,
      ]))
    #expect(optimizer.learningRate == 0.5 && optimizer.options.clipnorm == nil)
  }

  @Test("every optimizer survives its options", arguments: OptimizerRegistry.builtin.indices)
  func coding(_ index: Int) throws {
    let type = OptimizerRegistry.builtin[index]
    var optimizer = type.init()
    optimizer.options.learningRate = .schedule(CosineDecay(0.5, decaySteps: 4))
    (optimizer.options.clipvalue, optimizer.options.useEma) = (2, true)
    (optimizer.options.weightDecay, optimizer.options.emaOverwriteFrequency) = (0.5, 7)
    let options = try OptimizerRegistry.options(optimizer)
    let back = try OptimizerRegistry.optimizer(named: type.className, options)
    #expect(back.options == optimizer.options)
    #expect(try OptimizerRegistry.options(back) == options)
  }

  @Test("another optimizer starts afresh, the same one goes on")
  func restart() throws {
    let model = try Model(input: Input(dimensions: [1], isTokens: false)) { Dense(1) }
    let samples = try ArrayDataset(
      Tensor(repeating: 1, shape: [2, 1]), Tensor(repeating: 2, shape: [2, 1]))
    let optimizers: [any Optimizer] = [
      Adam(), Adam(), Nadam(), SGD(learningRate: 0.1, momentum: 0.5),
    ]
    let steps = try optimizers.map { optimizer in
      let trainer = Trainer(model, Compilation(optimizer: optimizer, loss: MeanSquaredError()))
      _ = try trainer.trainOnBatch(samples)
      return model.optimizerState?.iterations
    }
    #expect(steps == [1, 2, 1, 1])
  }

  @Test("a gradient that is not a number shows in all weights under a common norm")
  func notANumber() throws {
    let model = try Model(input: Input(dimensions: [1], isTokens: false)) { Dense(1) }
    var optimizer = SGD()
    optimizer.options.globalClipnorm = 1
    let trainer = Trainer(model, optimizer: optimizer, loss: MeanSquaredError())
    trainer.allowsNonFinite = true
    let y = Tensor<Float>(shape: [1, 1], scalars: [.infinity])
    _ = try trainer.trainOnBatch(ArrayDataset(Tensor(repeating: 0, shape: [1, 1]), y))
    let isNaN = model.parameters.values.flatMap(\.scalars).allSatisfy(\.isNaN)
    #expect(isNaN)
  }
}
