import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("ModelCheckpoint")
struct ModelCheckpointTests {
  private func context() throws -> TrainingContext {
    let model = try Model(input: .vector(1)) { Dense(1) }
    let compilation = Compilation(
      optimizer: SGD(), loss: MeanSquaredError(), metrics: [.accuracy])
    model.compilation = compilation
    let plan = TrainingPlan(epochs: 10, initialEpoch: 0, steps: 3, samples: 3)
    return TrainingContext(plan, model, compilation, hasValidation: true)
  }

  @Test("files are saved when, and under the names that, Keras saves them")
  func golden() throws {
    let cases = try CallbackCase.all(of: "ModelCheckpoint")
    #expect(cases.count == 12)
    for golden in cases {
      var paths: [String] = []
      let callback = try ModelCheckpoint(
        golden.name ?? "", monitor: golden.monitor, saveBestOnly: golden.has("save_best_only"),
        mode: golden.mode, frequency: golden.integer("save_freq").map { .batches($0) } ?? .epoch,
        initialValueThreshold: golden.number("initial_value_threshold")
      ) { paths.append($1) }
      let context = try context()
      try callback.trainingWillBegin(context)
      for epoch in 0..<golden.epochs {
        var figures = golden.figures(epoch)
        for step in 1...3 {
          let means = figures.filter { !$0.key.hasPrefix("val_") }
          let progress = BatchProgress(epoch: epoch, step: step, steps: 3, figures: means)
          _ = try callback.batchDidEnd(progress, context)
        }
        _ = try callback.epochDidEnd(epoch, &figures, context)
      }
      #expect(paths == golden.paths, "\(golden.name ?? "") \(golden.options)")
    }
  }

  @Test(
    "a path that cannot be used is refused with a reason",
    arguments: [
      ("model.h5", "ends in .keras or .weights.h5"), ("m{epoch.keras", "has no partner"),
      ("m{}.keras", "has no name"), ("m{epoch:>5}.keras", "format of {epoch} is not supported"),
      ("m{loss:02d}.keras", "{loss} is no whole number"),
      ("m{val_auc:.2f}.keras", "there is no figure {val_auc}"),
    ])
  func refused(path: String, reason: String) throws {
    let error = #expect(throws: UnrollError.self) {
      let callback = try ModelCheckpoint(path) { _, _ in }
      var figures = ["loss": 0.5]
      _ = try callback.epochDidEnd(0, &figures, try context())
    }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("between batches there is no validation to watch")
  func batches() throws {
    let callback = try ModelCheckpoint(
      "m.keras", saveBestOnly: true, frequency: .batches(2))
    #expect(throws: UnrollError.self) { try callback.trainingWillBegin(try context()) }
  }

  @Test("weights alone and whole models are what the library reads")
  func files() throws {
    let folder = try Workshop()
    let context = try context()
    for name in ["e{epoch}.weights.h5", "e{epoch}.keras"] {
      let callback = try ModelCheckpoint(folder.path(name))
      var figures = ["loss": 0.5]
      _ = try callback.epochDidEnd(0, &figures, context)
      #expect(callback.lastPath == folder.path(name.replacing("{epoch}", with: "1")))
    }
    let values = context.model.parameters.values
    let other = try Model(context.model.architecture, seed: 9)
    #expect(other.parameters.values != values)
    try other.loadWeights(from: folder.path("e1.weights.h5"))
    #expect(other.parameters.values == values)
    #expect(try Model.load(folder.path("e1.keras")).parameters.values == values)
  }
}
