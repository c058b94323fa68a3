import Dispatch
import Foundation
import Synchronization
import Testing
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("What a predictor keeps does not show in its results")
struct ProjectionCacheTests {
  /// Texts of different lengths as rows of a table, padded with −1.
  struct Texts: Dataset {
    let ids: Tensor<Int32>
    let vectors: Tensor<Float>

    var count: Int { ids.shape[0] }
    var inputs: [InputDescription] { [InputDescription(.rows, [ids.shape[1]], table: vectors)] }
    var targetShapes: [Shape] { [[]] }

    init(count: Int, time: Int, vocabulary: Int, features: Int = 7, seed: UInt64) {
      var random = RandomSource(seed: seed)
      ids = Tensor(
        shape: [count, time],
        scalars: (0..<count).flatMap { _ in
          let length = Int(random.uniform() * Double(time + 1))
          // Few words are frequent, most are rare, as in real texts.
          return (0..<time).map { step -> Int32 in
            let share = random.uniform() * random.uniform() * random.uniform()
            return step < length ? Int32(share * Double(vocabulary)) : -1
          }
        })
      vectors = Tensor(
        shape: [vocabulary, features],
        scalars: (0..<vocabulary * features).map { _ in Float(random.normal()) })
    }

    private init(ids: Tensor<Int32>, vectors: Tensor<Float>) {
      (self.ids, self.vectors) = (ids, vectors)
    }

    func fill(_ batch: Batch, _ indices: ArraySlice<Int>) {
      for (row, index) in indices.enumerated() {
        let text = ids.row(index)
        batch.inputs[0].ids.slices(row..<(row + 1)).assign(text.ref.reshaped([1, text.shape[0]]))
      }
    }

    subscript(index: Int) -> Texts {
      Texts(ids: ids.row(index).reshaped([1, ids.shape[1]]), vectors: vectors)
    }
    func with(vectors: Tensor<Float>) -> Texts { Texts(ids: ids, vectors: vectors) }
  }

  static let networks: [(name: String, layers: [LayerEntry])] = [
    ("LSTM", [LayerEntry(LSTM(5))]),
    ("LSTM backwards", [LayerEntry(LSTM(5, goBackwards: true))]),
    ("LSTM without bias", [LayerEntry(LSTM(5, useBias: false))]),
    ("GRU", [LayerEntry(GRU(6))]),
    ("SimpleRNN", [LayerEntry(SimpleRNN(17))]),
    ("Bidirectional", [LayerEntry(Bidirectional(LSTM(4)))]),
    ("stack", [LayerEntry(LSTM(5, returnSequences: true)), LayerEntry(GRU(3))]),
    (
      "sequences",
      [LayerEntry(LSTM(50, returnSequences: true)), LayerEntry(GlobalMaxPooling1D())]
    ),
  ]

  private func model(_ layers: [LayerEntry], time: Int = 23) throws -> Model {
    try Model(Sequential(input: .features(time: time, size: 7), entries: layers), seed: 3)
  }

  @Test("texts are scored to the bit as without", arguments: networks.indices)
  func equal(index: Int) throws {
    let (name, layers) = Self.networks[index]
    let model = try model(layers)
    let texts = Texts(count: 45, time: 23, vocabulary: 90, seed: 5)
    let expected = try Predictor(model, projectionBytes: 0).predict(texts)
    let keeping = Predictor(model)
    for round in 0..<2 {
      #expect(try keeping.predict(texts) == expected, "\(name), all at once, round \(round)")
    }
    let cold = Predictor(model)
    for round in 0..<2 {
      for text in 0..<texts.count {
        let found = try cold.predict(texts[text])
        #expect(found.row(0) == expected.row(text), "\(name), text \(text), round \(round)")
      }
    }
  }

  @Test("whatever room there is", arguments: [1, 20, 200, 800, 1500, 3000, 100_000])
  func smallRoom(bytes: Int) throws {
    let model = try model([LayerEntry(LSTM(5))])
    let texts = Texts(count: 40, time: 23, vocabulary: 90, seed: 6)
    let expected = try Predictor(model, projectionBytes: 0).predict(texts)
    let predictor = Predictor(model, projectionBytes: bytes)
    for _ in 0..<2 {
      for text in 0..<texts.count {
        #expect(try predictor.predict(texts[text]).row(0) == expected.row(text))
      }
    }
  }

  @Test("models that look their vectors up themselves", arguments: [false, true])
  func embedding(masksZero: Bool) throws {
    let layers = [
      LayerEntry(Embedding(inputDim: 40, outputDim: 6, maskZero: masksZero)),
      LayerEntry(Bidirectional(GRU(5))),
    ]
    let model = try Model(Sequential(input: .tokens(time: 9), entries: layers), seed: 8)
    var random = RandomSource(seed: 9)
    let tokens = Tensor<Int32>(
      shape: [50, 9], scalars: (0..<450).map { _ in Int32(random.uniform() * 40) })
    let dataset = try ArrayDataset(tokens: tokens, Tensor(repeating: 0, shape: [50]))
    let expected = try Predictor(model, projectionBytes: 0).predict(dataset)
    let predictor = Predictor(model)
    for _ in 0..<2 { #expect(try predictor.predict(dataset) == expected) }
  }

  @Test("many threads share a predictor")
  func concurrent() throws {
    let model = try model([LayerEntry(Bidirectional(LSTM(5)))])
    let texts = Texts(count: 64, time: 23, vocabulary: 400, seed: 10)
    let expected = try Predictor(model, projectionBytes: 0).predict(texts)
    for _ in 0..<20 {
      let predictor = Predictor(model, threads: 4)
      let wrong = Mutex<[Int]>([])
      DispatchQueue.concurrentPerform(iterations: 8) { worker in
        for step in 0..<texts.count {
          let text = (step * 7 + worker * 8) % texts.count
          let found = try? predictor.predict(texts[text])
          if found?.row(0) != expected.row(text) { wrong.withLock { $0.append(text) } }
        }
      }
      #expect(wrong.withLock { $0 }.isEmpty)
    }
  }

  @Test("another table of the same size is another table")
  func otherTable() throws {
    let model = try model([LayerEntry(LSTM(5))])
    let texts = Texts(count: 20, time: 23, vocabulary: 30, seed: 11)
    let other = texts.with(vectors: Texts(count: 1, time: 1, vocabulary: 30, seed: 12).vectors)
    let predictor = Predictor(model)
    for dataset in [texts, other, texts] {
      let expected = try Predictor(model, projectionBytes: 0).predict(dataset)
      #expect(try predictor.predict(dataset) == expected)
    }
  }

  @Test("evaluation sees the weights of the moment")
  func evaluation() throws {
    let model = try model([LayerEntry(LSTM(5)), LayerEntry(Dense(1, activation: .sigmoid))])
    let texts = Texts(count: 40, time: 23, vocabulary: 60, seed: 13)
    let compilation = Compilation(optimizer: SGD(), loss: BinaryCrossentropy())
    let trainer = Trainer(model, compilation)
    for _ in 0..<2 {
      let loss = try trainer.evaluate(texts)["loss"] ?? .nan
      let scores = try Predictor(model, projectionBytes: 0).predict(texts).scalars
      let expected = scores.reduce(0) { $0 - log1p(-Double($1)) } / Double(scores.count)
      #expect(abs(loss - expected) < 1e-6)
      try model.parameters.replaceAll(
        model.parameters.values.map { Tensor(shape: $0.shape, scalars: $0.scalars.map { $0 * 2 }) })
    }
  }
}
