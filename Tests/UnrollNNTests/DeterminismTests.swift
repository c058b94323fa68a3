import Testing
import UnrollNN
import UnrollTensor

@Suite("Training repeats itself to the bit")
struct DeterminismTests {
  /// Trains a small model with every kind of noise on 70 samples, 5 shards in two batches.
  private func train(threads: Int, seed: UInt64 = 7) throws -> [Tensor<Float>] {
    var random = RandomSource(seed: 1)
    let inputs = Tensor(
      shape: [70, 6, 4], scalars: (0..<(70 * 24)).map { _ in Float(random.normal()) })
    let targets = Tensor(
      shape: [70], scalars: (0..<70).map { _ in Float(random.integer(below: 2)) })
    let model = try Model(input: .features(time: 6, size: 4), seed: seed) {
      Bidirectional(LSTM(5, returnSequences: true, dropout: 0.2, recurrentDropout: 0.2))
      Dropout(0.3)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
    let trainer = Trainer(model, loss: .binaryCrossentropy, metrics: [.accuracy])
    trainer.threads = threads
    try trainer.fit(try ArrayDataset(inputs, targets), epochs: 3, batchSize: 50, seed: seed)
    return model.parameters.values
  }

  @Test("whatever the number of threads", arguments: [2, 3, 5])
  func threadsDoNotMatter(_ threads: Int) throws {
    #expect(try train(threads: threads) == train(threads: 1))
  }

  @Test("and another seed gives other weights")
  func seedsMatter() throws {
    #expect(try train(threads: 1, seed: 8) != train(threads: 1, seed: 7))
  }
}
