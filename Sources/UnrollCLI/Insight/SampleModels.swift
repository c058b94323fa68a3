import Foundation
import Unroll
import UnrollInsight
import UnrollNN
import UnrollText

/// A SimpleRNN, an LSTM and a GRU that learn from the built-in sample.
struct SampleModels {
  private static let (units, length, epochs) = (32, 100, 8)

  private let seed: UInt64
  private let threads: Int

  init(seed: UInt64, threads: Int) { (self.seed, self.threads) = (seed, threads) }

  /// Trains the three models.
  ///
  /// - Parameter console: told of each.
  /// - Returns: their names and text models.
  /// - Throws: `UnrollError` if the sample is missing.
  func train(_ console: Console) throws -> [(String, TextPipeline)] {
    let vectors = try WordVectors(contentsOf: BuiltInSample.vectors())
    let reviews = try LabeledTextArchive(contentsOf: BuiltInSample.reviews())
    let encoder = TextEncoder(vectors: vectors, length: Self.length)
    let dataset = try encoder.encode(reviews.train, threads: threads).shuffled(seed: seed)
    return try MemoryTrial.Cell.allCases.map { cell in
      let model = try Model(
        input: .features(time: Self.length, size: vectors.dimension), seed: seed
      ) {
        switch cell {
        case .simpleRNN: SimpleRNN(Self.units, returnSequences: true)
        case .lstm: LSTM(Self.units, returnSequences: true)
        case .gru: GRU(Self.units, returnSequences: true)
        }
        Dropout(0.2)
        GlobalMaxPooling1D()
        Dense(1, activation: .sigmoid)
      }
      let trainer = Trainer(
        model, optimizer: Adam(learningRate: 0.003), loss: BinaryCrossentropy(),
        metrics: [.accuracy])
      trainer.threads = threads
      try trainer.fit(
        dataset, epochs: Self.epochs, batchSize: 16, seed: seed,
        callbacks: [TrainingProgress(console, title: cell.rawValue)])
      return (cell.rawValue, try TextPipeline(encoder, model, labels: reviews.labels))
    }
  }
}
