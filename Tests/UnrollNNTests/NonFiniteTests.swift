import Testing
import UnrollNN
import UnrollTensor

@Suite("Numbers that are not finite")
struct NonFiniteTests {
  private func numbers(_ shape: Shape, seed: UInt64 = 1) -> Tensor<Float> {
    var random = RandomSource(seed: seed)
    return Tensor(shape: shape, scalars: (0..<shape.count).map { _ in Float(random.normal()) })
  }

  private func model(batchNormalized: Bool = false) throws -> Model {
    try Model(input: .features(time: 3, size: 2), seed: 1) {
      LSTM(4).named("reader")
      if batchNormalized { BatchNormalization() }
      Dense(3, activation: .relu).named("middle")
      Dense(1).named("last")
    }
  }

  private func failure(_ body: () throws -> Void) throws -> UnrollError {
    try #require(throws: UnrollError.self, performing: body)
  }

  @Test(
    "the first one of a view is found wherever it stands",
    arguments: [Float.nan, .infinity, -.infinity])
  func found(_ bad: Float) throws {
    for (count, place) in [(1, 0), (15, 14), (4096, 4095), (4097, 4096), (9000, 5000)] {
      var tensor = numbers([count])
      #expect(tensor.withRef { $0.isFinite })
      tensor[place] = bad
      #expect(tensor.withRef { $0.firstNonFinite } == place)
    }
    var matrix = numbers([5, 4])
    matrix[3, 2] = bad
    // A view with gaps between its rows.
    #expect(matrix.withRef { $0.columns(1..<3).firstNonFinite } == 7)
    #expect(matrix.withRef { $0.columns(0..<2).firstNonFinite } == nil)
    #expect(
      Tensor<Float>(shape: [3], scalars: [.greatestFiniteMagnitude, -0, .leastNonzeroMagnitude])
        .withRef { $0.isFinite })
  }

  @Test("in the data stop training before it begins, with array and sample")
  func data() throws {
    var inputs = numbers([20, 3, 2])
    let targets = numbers([20, 1])
    inputs[17, 1, 0] = .nan
    let trainer = Trainer(try model(), optimizer: SGD(), loss: .meanSquaredError)
    let before = trainer.model.parameters.values
    let error = try failure { try trainer.fit(ArrayDataset(inputs, targets)) }
    #expect(error.code == .notFinite && error.path == ["inputs", "sample 17"])
    #expect(trainer.model.parameters.values == before)
    let clean = try ArrayDataset(numbers([20, 3, 2]), targets)
    let validation = try failure {
      try trainer.fit(clean, validation: ArrayDataset(inputs, targets))
    }
    #expect(validation.path == ["validation", "inputs", "sample 17"])
    var bad = targets
    bad[3, 0] = .infinity
    let target = try failure { try trainer.fit(ArrayDataset(numbers([20, 3, 2]), bad)) }
    #expect(target.path == ["targets", "sample 3"])
    var weights = [Float](repeating: 1, count: 20)
    weights[5] = .nan
    let weight = try failure { try trainer.fit(WeightedDataset(clean, weights: weights)) }
    #expect(weight.path == ["sample weights", "sample 5"])
  }

  /// A dataset that is not looked through beforehand.
  private struct Unchecked: Dataset {
    let base: ArrayDataset
    var count: Int { base.count }
    var inputs: [InputDescription] { base.inputs }
    var targetShapes: [Shape] { base.targetShapes }
    func fill(_ batch: Batch, _ indices: ArraySlice<Int>) { base.fill(batch, indices) }
  }

  @Test("in data that nobody could look at are named when the loss shows them", arguments: [1, 3])
  func hiddenData(_ threads: Int) throws {
    var inputs = numbers([80, 3, 2])
    inputs[57, 2, 1] = .nan
    let trainer = Trainer(try model(), optimizer: SGD(), loss: .meanSquaredError)
    trainer.threads = threads
    let dataset = Unchecked(base: try ArrayDataset(inputs, numbers([80, 1])))
    let error = try failure {
      try trainer.fit(dataset, epochs: 2, batchSize: 25, shuffles: false)
    }
    #expect(error.path == ["epoch 1", "batch 3", "inputs", "sample 57"], "\(error)")
    #expect(error.message.contains("loss") && error.message.contains("data"))
    let shuffled = try failure { try trainer.fit(dataset, batchSize: 25, seed: 3) }
    #expect(shuffled.path.last == "sample 57")
  }

  @Test(
    "the layer where they began is named, and the weights are those before",
    arguments: [false, true])
  func layer(_ batchNormalized: Bool) throws {
    let model = try model(batchNormalized: batchNormalized)
    let trainer = Trainer(model, optimizer: SGD(), loss: .meanSquaredError)
    // Finite weights whose products are not.
    var values = model.parameters.values
    let index = try #require(model.parameters.parameters.firstIndex { $0.path == "middle/kernel" })
    values[index] = Tensor(repeating: 3e38, shape: values[index].shape)
    let first = try #require(model.parameters.parameters.firstIndex { $0.path == "middle/bias" })
    values[first] = Tensor(repeating: 3e38, shape: values[first].shape)
    try model.parameters.replaceAll(values)
    let error = try failure {
      try trainer.fit(ArrayDataset(numbers([40, 3, 2]), numbers([40, 1])), batchSize: 20)
    }
    #expect(error.code == .notFinite, "\(error)")
    #expect(error.path == ["epoch 1", "batch 1", "layer middle"], "\(error)")
    #expect(error.hint?.contains("learning rate") == true)
    for (parameter, (old, new)) in zip(
      model.parameters.parameters, zip(values, model.parameters.values)) where parameter.isTrainable
    {
      #expect(old == new)
    }
  }

  /// Outputs of −1 for a loss that takes their logarithm.
  private func outside() throws -> (Trainer, ArrayDataset) {
    let model = try Model(input: .vector(1), seed: 1) { Dense(1, useBias: false) }
    try model.parameters.replaceAll([Tensor(shape: [1, 1], scalars: [-1])])
    let ones = Tensor<Float>(repeating: 1, shape: [4, 1])
    let trainer = Trainer(model, Compilation(optimizer: SGD(), loss: Poisson()))
    return (trainer, try ArrayDataset(ones, ones))
  }

  @Test("a loss that is none for finite outputs is called so")
  func loss() throws {
    let (trainer, dataset) = try outside()
    let error = try failure { try trainer.fit(dataset) }
    #expect(
      error.message.contains("all layers are finite") && error.path == ["epoch 1", "batch 1"],
      "\(error)")
  }

  @Test("a rate far too high ends with the batch and the layer, and not with weights of NaN")
  func diverges() throws {
    let model = try model()
    let trainer = Trainer(model, optimizer: SGD(learningRate: 1e20), loss: .meanSquaredError)
    let error = try failure {
      try trainer.fit(
        ArrayDataset(numbers([40, 3, 2]), numbers([40, 1])), epochs: 9, batchSize: 10)
    }
    #expect(error.code == .notFinite && error.path.first == "epoch 1")
    #expect(
      error.path.contains { $0.hasPrefix("batch ") }
        && error.path.contains { $0.hasPrefix("layer ") }, "\(error)")
  }

  @Test("weights that the last step spoiled are found at the end of the epoch")
  func lastStep() throws {
    let model = try Model(input: .vector(1), seed: 1) { Dense(1, useBias: false).named("only") }
    let trainer = Trainer(model, optimizer: SGD(learningRate: 3e38), loss: .meanSquaredError)
    let error = try failure {
      try trainer.fit(
        ArrayDataset(Tensor(repeating: 1, shape: [4, 1]), Tensor(repeating: 9, shape: [4, 1])),
        batchSize: 4)
    }
    #expect(error.path == ["epoch 1", "only/kernel"], "\(error)")
  }

  @Test("are let through where that is asked for, as in Keras")
  func allowed() throws {
    var inputs = numbers([20, 3, 2])
    inputs[2, 0, 0] = .nan
    let trainer = Trainer(try model(), optimizer: SGD(), loss: .meanSquaredError)
    trainer.allowsNonFinite = true
    let history = try trainer.fit(ArrayDataset(inputs, numbers([20, 1])), epochs: 2)
    #expect(history.epoch == [0, 1] && history.last("loss")?.isNaN == true)
    #expect(throws: UnrollError.self) { try trainer.model.parameters.checkFinite() }
  }

  @Test("a step on one batch is refused as well")
  func oneBatch() throws {
    let (trainer, dataset) = try outside()
    #expect(throws: UnrollError.self) { try trainer.trainOnBatch(dataset) }
    trainer.allowsNonFinite = true
    #expect(try trainer.trainOnBatch(dataset)["loss"]?.isFinite == false)
  }

  @Test("a prediction of a sample with one leaves the other samples alone")
  func prediction() throws {
    let (model, inputs) = (try model(), numbers([20, 3, 2]))
    var bad = inputs
    bad[4, 0, 0] = .nan
    let (good, found) = (try model.predict(inputs), try model.predict(bad))
    for sample in 0..<20 {
      #expect(sample == 4 ? found[sample, 0].isNaN : found[sample, 0] == good[sample, 0])
    }
  }
}
