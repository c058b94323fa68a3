import Dispatch
import Synchronization
import Testing
import UnrollNN
import UnrollTensor

/// For the thread sanitizer, which `make sanitize` runs these under.
@Suite("Many threads at once")
struct SharedUseTests {
  private func model() throws -> Model {
    try Model(input: .features(time: 5, size: 3), seed: 11) {
      Bidirectional(GRU(4, returnSequences: true))
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
  }

  private func dataset(seed: UInt64) throws -> ArrayDataset {
    var random = RandomSource(seed: seed)
    let inputs = Tensor(
      shape: [48, 5, 3], scalars: (0..<(48 * 15)).map { _ in Float(random.normal()) })
    let targets = Tensor(
      shape: [48], scalars: (0..<48).map { _ in Float(random.integer(below: 2)) })
    return try ArrayDataset(inputs, targets)
  }

  @Test("a predictor that all threads share gives the same numbers while models are trained")
  func predictingAndTraining() throws {
    let predictor = Predictor(try model(), threads: 2)
    let data = try dataset(seed: 12)
    let expected = try predictor.predict(data)
    let problems = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 6) { worker in
      do {
        if worker % 3 == 0 {
          let trainer = Trainer(try model(), loss: .binaryCrossentropy)
          trainer.threads = 3
          try trainer.fit(data, epochs: 2, batchSize: 32, seed: 5)
        } else {
          for _ in 0..<10 where try predictor.predict(data) != expected {
            problems.withLock { $0.append("worker \(worker) found other numbers") }
          }
        }
      } catch {
        problems.withLock { $0.append("\(error)") }
      }
    }
    #expect(problems.withLock { $0 } == [])
  }
}
