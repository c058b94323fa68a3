import Testing
import UnrollNN
import UnrollTensor

/// Keeps the states of a run in memory.
private final class StatesInMemory: CheckpointStore {
  var states: [TrainingState] = []
  private let start: TrainingState?

  init(from start: TrainingState? = nil) { self.start = start }

  func begin(
    _ run: RunIdentity, _ model: Model
  ) throws -> (state: TrainingState?, run: RunIdentity) {
    try start?.progress.run.requireSame(run)
    return (start, run)
  }

  func isDue(batchesDone: Int) -> Bool { true }

  func save(_ state: TrainingState) { states.append(state) }
}

/// A run on small data that is made anew for every test.
private struct Run {
  var optimizer: any Optimizer = RMSprop()
  var metrics: [AnyMetric] = [.accuracy]
  var seed: UInt64 = 3
  var threads = 2
  var isStateful = false
  var epochs = 3
  var samples = 40

  struct Outcome: Equatable {
    let weights: [Tensor<Float>]
    let history: History
  }

  /// Noise of every kind, weights that no gradient moves, and callbacks that remember.
  func train(_ checkpoints: StatesInMemory? = nil) throws -> Outcome {
    let trainer = Trainer(
      try model(),
      Compilation(
        optimizer: optimizer, loss: BinaryCrossentropy(), metrics: metrics))
    trainer.threads = threads
    let callbacks: [any Callback] = [
      try ReduceLROnPlateau(monitor: "val_loss", factor: 0.5, patience: 1, minDelta: 0.01),
      EarlyStopping(monitor: "val_loss", patience: 9, restoresBestWeights: true),
    ]
    let history = try trainer.fit(
      try data(samples, seed: 1), validation: try data(10, seed: 2), epochs: epochs,
      batchSize: 10, seed: seed, callbacks: callbacks, checkpoints: checkpoints)
    return Outcome(weights: trainer.model.parameters.values, history: history)
  }

  private func model() throws -> Model {
    var recurrent = GRU(4, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2).configuration
    recurrent.recurrence.stateful = isStateful
    var input = Input.features(time: 5, size: 3)
    input.batch = isStateful ? 10 : nil
    return try Model(input: input, seed: 4) {
      GaussianNoise(0.1)
      GRU(recurrent)
      BatchNormalization()
      Dropout(0.3)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
  }

  private func data(_ count: Int, seed: UInt64) throws -> ArrayDataset {
    var random = RandomSource(seed: seed)
    return try ArrayDataset(
      Tensor(
        shape: [count, 5, 3], scalars: (0..<(count * 15)).map { _ in Float(random.normal()) }),
      Tensor(shape: [count, 1], scalars: (0..<count).map { _ in Float(random.integer(below: 2)) }))
  }
}

@Suite("A run goes on to the bit from every state that it kept")
struct ResumeTests {
  /// Trains undisturbed, then goes on from each state, with one thread more each time.
  private func check(_ run: Run) throws {
    let whole = try run.train()
    let kept = StatesInMemory()
    #expect(try run.train(kept) == whole, "keeping states changes the run")
    // One state after each of the batches, one after each epoch.
    #expect(kept.states.count == run.epochs * (run.samples / 10 + 1))
    for (index, state) in kept.states.enumerated() {
      var resumed = run
      resumed.threads = 1 + index % 3
      let outcome = try resumed.train(StatesInMemory(from: state))
      #expect(outcome == whole, "from epoch \(state.progress.epoch), step \(state.progress.step)")
    }
  }

  @Test("with every optimizer", arguments: OptimizerRegistry.builtin.map { $0.className })
  func optimizers(_ name: String) throws {
    try check(Run(optimizer: try OptimizerRegistry.optimizer(named: name), epochs: 2, samples: 30))
  }

  @Test("with averages of weights, sums of gradients, and a schedule")
  func options() throws {
    let options: JSONValue = .object([
      "use_ema": .bool(true), "ema_overwrite_frequency": .number(3),
      "gradient_accumulation_steps": .number(2), "clipnorm": .number(0.5),
    ])
    try check(Run(optimizer: try OptimizerRegistry.optimizer(named: "adam", options)))
  }

  @Test("with stateful layers")
  func states() throws { try check(Run(isStateful: true)) }

  @Test("with every kind of metric in the middle of an epoch")
  func everyMetric() throws {
    let names = [
      "accuracy", "binary_accuracy", "auc", "precision", "recall", "false_positives", "mse",
      "RootMeanSquaredError", "f1_score", "TopKCategoricalAccuracy",
      "SparseTopKCategoricalAccuracy", "categorical_accuracy",
    ]
    var metrics = try names.map(AnyMetric.named)
    metrics.append(AnyMetric(RecallAtPrecision()))
    try check(Run(metrics: metrics, epochs: 2, samples: 20))
  }

  @Test("and a run that a callback stopped stays stopped")
  func stopped() throws {
    final class StopAfterFirst: Callback {
      func epochDidEnd(
        _ epoch: Int, _ figures: inout [String: Double], _ context: TrainingContext
      ) -> Action { .stop }
    }
    let kept = StatesInMemory()
    let data = try ArrayDataset(
      Tensor(repeating: 1, shape: [4, 2]), Tensor(repeating: 0, shape: [4, 1]))
    func train(_ store: StatesInMemory) throws -> [Int] {
      let model = try Model(input: .vector(2), seed: 1) { Dense(1) }
      let trainer = Trainer(model, loss: MeanSquaredError())
      let history = try trainer.fit(
        data, epochs: 5, callbacks: [StopAfterFirst()], checkpoints: store)
      return history.epoch
    }
    #expect(try train(kept) == [0])
    #expect(try train(StatesInMemory(from: kept.states.last)) == [0])
  }
}

@Suite("What a run does not go on from")
struct ResumeRefusalTests {
  private func state() throws -> TrainingState {
    let kept = StatesInMemory()
    _ = try Run(epochs: 1).train(kept)
    return try #require(kept.states.dropLast().last)
  }

  @Test("is another run: the message says what differs")
  func otherRuns() throws {
    let state = try state()
    for (run, fact) in [
      (Run(seed: 4, epochs: 1), "seed"), (Run(epochs: 1, samples: 50), "data to learn from"),
    ] {
      let error = #expect(throws: UnrollError.self) { try run.train(StatesInMemory(from: state)) }
      #expect(error?.message.contains("the \(fact) differs") == true)
      #expect(error?.hint != nil)
    }
  }

  @Test("is a state with a wrong array, figure or place")
  func damagedStates() throws {
    let good = try state()
    var damaged: [TrainingState] = []
    func change(_ body: (inout TrainingState) -> Void) {
      var state = good
      body(&state)
      damaged.append(state)
    }
    change { $0.arrays["weights/0"] = nil }
    change { $0.arrays["optimizer/0/0"] = Tensor(shape: [1]) { _ in } }
    change { $0.progress.step = 5 }
    change { $0.progress.step = -1 }
    change { $0.progress.epoch = .max }
    change { $0.progress.epoch = -1 }
    for state in damaged {
      let error = #expect(throws: UnrollError.self) {
        try Run(epochs: 1).train(StatesInMemory(from: state))
      }
      #expect(error?.hint != nil)
    }
  }
}
