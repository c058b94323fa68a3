import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Callbacks against the decisions of Keras's, made by Scripts/fixtures/callback_fixtures.py.
@Suite("Callbacks")
struct CallbackTests {
  /// A model whose only weight tells the number of the epoch.
  private func context(epochs: Int) throws -> TrainingContext {
    let model = try Model(input: .vector(1)) { Dense(1, useBias: false) }
    let compilation = Compilation(
      optimizer: SGD(learningRate: 0.5), loss: MeanSquaredError(), metrics: [.accuracy])
    model.compilation = compilation
    let plan = TrainingPlan(epochs: epochs, initialEpoch: 0, steps: 1, samples: 1)
    return TrainingContext(plan, model, compilation, hasValidation: true)
  }

  /// Plays a run to a callback.
  private func run(
    _ callback: some Callback, _ golden: CallbackCase
  ) throws -> (last: Int, weight: Float, rates: [Double]) {
    let context = try context(epochs: golden.epochs)
    let parameters = context.model.parameters
    var (last, rates) = (0, [Double]())
    try callback.trainingWillBegin(context)
    for epoch in 0..<golden.epochs {
      try callback.epochWillBegin(epoch, context)
      try parameters.replaceAll([Tensor(shape: [1, 1], scalars: [Float(epoch)])])
      var figures = golden.figures(epoch)
      last = epoch
      let action = try callback.epochDidEnd(epoch, &figures, context)
      rates.append(context.learningRate)
      if action != .goOn { break }
    }
    try callback.trainingDidEnd(context)
    return (last, parameters.values[0].scalars[0], rates)
  }

  @Test("EarlyStopping stops and restores where Keras does")
  func earlyStopping() throws {
    let cases = try CallbackCase.all(of: "EarlyStopping")
    #expect(cases.count == 18)
    for golden in cases {
      let callback = EarlyStopping(
        monitor: golden.monitor, minDelta: golden.number("min_delta") ?? 0,
        patience: golden.integer("patience") ?? 0, mode: golden.mode,
        baseline: golden.number("baseline"),
        restoresBestWeights: golden.has("restore_best_weights"),
        startFromEpoch: golden.integer("start_from_epoch") ?? 0)
      let found = try run(callback, golden)
      #expect(found.last == golden.last, "\(golden.options)")
      #expect(found.weight == golden.weight, "\(golden.options)")
      #expect(callback.stoppedEpoch == (found.last + 1 < golden.epochs ? found.last : nil))
    }
  }

  @Test("ReduceLROnPlateau sets the learning rates that Keras sets")
  func reduction() throws {
    let cases = try CallbackCase.all(of: "ReduceLROnPlateau")
    #expect(cases.count == 18)
    for golden in cases {
      let callback = try ReduceLROnPlateau(
        monitor: golden.monitor, factor: golden.number("factor") ?? 0.1,
        patience: golden.integer("patience") ?? 10, mode: golden.mode,
        minDelta: golden.number("min_delta") ?? 1e-4, cooldown: golden.integer("cooldown") ?? 0,
        minLearningRate: golden.number("min_lr") ?? 0)
      let rates = try run(callback, golden).rates
      let expected = try #require(golden.rates)
      #expect(rates.count == expected.count)
      for (rate, wanted) in zip(rates, expected) {
        // Keras keeps the rate in 32 bits.
        #expect(abs(rate - wanted) <= 1e-6 * wanted, "\(golden.options)")
      }
    }
  }

  @Test("LearningRateScheduler sets the rate before the epoch, and reports it")
  func scheduler() throws {
    let golden = try #require(CallbackCase.all(of: "EarlyStopping").first)
    let halving = LearningRateScheduler { epoch, rate in epoch < 2 ? rate : rate / 2 }
    #expect(try Array(run(halving, golden).rates.prefix(4)) == [0.5, 0.5, 0.25, 0.125])
    #expect(throws: UnrollError.self) { try run(LearningRateScheduler { _, _ in -1 }, golden) }
  }

  @Test("a figure that a run cannot have is refused before the first epoch")
  func unknownFigures() throws {
    let golden = try #require(CallbackCase.all(of: "EarlyStopping").first)
    for (name, text) in [
      ("val_acuracy", "one of loss, accuracy, val_loss, val_accuracy"),
      ("learning_rate", "give the mode"),
    ] {
      let error = #expect(throws: UnrollError.self) {
        try run(EarlyStopping(monitor: name), golden)
      }
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
    #expect(throws: UnrollError.self) { try ReduceLROnPlateau(factor: 1) }
  }

  /// Samples of y = x, for a model that learns the factor.
  private func line() throws -> ArrayDataset {
    let numbers = (0..<8).map { Float($0) / 8 }
    return try ArrayDataset(
      Tensor(shape: [8, 1], scalars: numbers), Tensor(shape: [8, 1], scalars: numbers))
  }

  @Test("a new learning rate holds from the next step on, and is kept with the model")
  func learningRateHolds() throws {
    func weight(_ callbacks: [any Callback]) throws -> (Float, Model) {
      let model = try context(epochs: 1).model
      try model.parameters.replaceAll([Tensor(shape: [1, 1], scalars: [0])])
      let trainer = Trainer(model, optimizer: SGD(learningRate: 0.5), loss: MeanSquaredError())
      try trainer.fit(try line(), epochs: 2, batchSize: 8, callbacks: callbacks)
      return (model.parameters.values[0].scalars[0], model)
    }
    let (once, model) = try weight([LearningRateScheduler { epoch, rate in epoch == 0 ? rate : 0 }])
    let (twice, _) = try weight([])
    // w += rate · 2 · mean(x²) · (1 − w), from 0 on.
    let step: Float = 2 * 0.5 * (140.0 / 64) / 8
    #expect(abs(once - step) < 1e-6)
    #expect(abs(twice - (step + step * (1 - step))) < 1e-6)
    #expect(model.compilation?.optimizer.learningRate == 0)
  }

  @Test("a loss that is no number ends the epoch, which is reported")
  func noNumber() throws {
    let model = try context(epochs: 1).model
    let trainer = Trainer(model, optimizer: SGD(learningRate: 1e30), loss: MeanSquaredError())
    let callback = TerminateOnNaN()
    let history = try trainer.fit(
      try line(), validation: line(), epochs: 5, batchSize: 2, callbacks: [callback])
    let place = try #require(callback.place)
    #expect(history.epoch == [0])
    #expect(place.epoch == 0 && place.batch > 0)
    #expect(history.last("val_loss") != nil)
  }

  /// Keeps what it is told.
  private final class Witness: Callback {
    struct Refusal: Error {}
    var told: [String] = []
    var answer = Action.goOn
    var refuses = false

    func trainingWillBegin(_ context: TrainingContext) { told.append("begin") }
    func epochWillBegin(_ epoch: Int, _ context: TrainingContext) { told.append("epoch \(epoch)") }
    func batchWillBegin(_ batch: Int, _ context: TrainingContext) { told.append("batch \(batch)") }
    func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) throws -> Action {
      told.append("done \(progress.step)/\(progress.steps)")
      if refuses { throw Refusal() }
      return answer
    }
    func epochDidEnd(
      _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
    ) -> Action {
      told.append("epoch done")
      figures["mine"] = Double(context.iterations)
      return .goOn
    }
    func trainingDidEnd(_ context: TrainingContext) { told.append("end") }
    func trainingDidFail(_ error: any Error) { told.append("failed \(error is Refusal)") }
  }

  @Test("callbacks are told in order, may add figures, stop, leave, and fail")
  func order() throws {
    func fit(_ prepare: (Witness) -> Void) throws -> ([String], History?) {
      let witness = Witness()
      prepare(witness)
      let trainer = Trainer(
        try context(epochs: 1).model, optimizer: SGD(), loss: MeanSquaredError())
      let history = try? trainer.fit(
        try line(), epochs: 3, initialEpoch: 1, batchSize: 4, callbacks: [witness])
      return (witness.told, history)
    }
    let epoch = ["batch 0", "done 1/2", "batch 1", "done 2/2", "epoch done"]
    let (told, history) = try fit { _ in }
    #expect(told == ["begin", "epoch 1"] + epoch + ["epoch 2"] + epoch + ["end"])
    #expect(history?.epoch == [1, 2])
    #expect(history?["mine"] == [2, 4])
    let start = ["begin", "epoch 1", "batch 0", "done 1/2"]
    let (stopped, short) = try fit { $0.answer = .stop }
    #expect(stopped == start + ["epoch done", "end"])
    #expect(short?.epoch == [1])
    let (left, empty) = try fit { $0.answer = .leave }
    #expect(left == start + ["end"])
    #expect(empty?.epoch == [])
    let (failed, nothing) = try fit { $0.refuses = true }
    #expect(failed == start + ["failed true"])
    #expect(nothing == nil)
  }
}
