import Foundation
import Unroll
import UnrollNN
import UnrollText

/// The networks that the demonstration compares.
enum DemoNetwork: CaseIterable {
  case simpleRNN, lstm, bidirectionalGRU

  /// The number of units of each.
  static let units = 32

  /// The name for people.
  var title: String {
    switch self {
    case .simpleRNN: "SimpleRNN, flattened"
    case .lstm: "LSTM, largest output"
    case .bidirectionalGRU: "bidirectional GRU, largest output"
    }
  }

  /// The network for texts of `time` words with vectors of `features` numbers.
  func sequential(time: Int, features: Int) -> Sequential {
    Sequential(input: .features(time: time, size: features)) {
      switch self {
      case .simpleRNN: SimpleRNN(Self.units, returnSequences: true)
      case .lstm: LSTM(Self.units, returnSequences: true)
      case .bidirectionalGRU: Bidirectional(GRU(Self.units, returnSequences: true))
      }
      Dropout(0.2)
      if self == .simpleRNN { Flatten() } else { GlobalMaxPooling1D() }
      Dense(1, activation: .sigmoid)
    }
  }
}

/// The texts of the demonstration, and the training of one network after the other on them.
struct DemoContest {
  /// What became of a network.
  struct Entry {
    let network: DemoNetwork
    let pipeline: TextPipeline
    /// The loss on the reviews that choose, at the best epoch: lower is better.
    let validationLoss: Double
    let testAccuracy: Double
    let parameters: Int
    let seconds: Double
  }

  private static let length = 100
  private static let epochs = 10

  let training: TextDataset
  let validation: TextDataset
  let test: TextDataset
  private let encoder: TextEncoder
  private let labels: [String]
  private let seed: UInt64
  private let threads: Int

  /// Reads the built-in sample.
  ///
  /// - Parameters:
  ///   - seed: decides the order of the reviews, the weights and dropout.
  ///   - threads: how many threads compute.
  /// - Throws: `UnrollError` if the sample is missing.
  init(seed: UInt64, threads: Int) throws {
    let vectors = try WordVectors(contentsOf: BuiltInSample.vectors())
    let reviews = try LabeledTextArchive(contentsOf: BuiltInSample.reviews())
    encoder = TextEncoder(vectors: vectors, length: Self.length)
    labels = reviews.labels
    (training, validation) = try encoder.encode(reviews.train, threads: threads)
      .shuffled(seed: seed).split(at: 0.8)
    test = try encoder.encode(reviews.test ?? LabeledTexts(), threads: threads)
    self.seed = seed
    self.threads = threads
  }

  /// Trains a network, keeps its best epoch, and tests it.
  func train(_ network: DemoNetwork, _ console: Console) throws -> Entry {
    let start = Date()
    let size = encoder.vectors?.dimension ?? 0
    let model = try Model(
      network.sequential(time: Self.length, features: size), seed: seed)
    let trainer = Trainer(
      model, optimizer: Adam(learningRate: 0.003), loss: BinaryCrossentropy(), metrics: [.accuracy])
    trainer.threads = threads
    if console.isTerminal { console.note(network.title) }
    let best = EarlyStopping(
      monitor: "val_loss", patience: Self.epochs, restoresBestWeights: true)
    try trainer.fit(
      training, validation: validation, epochs: Self.epochs, batchSize: 16,
      seed: seed,
      callbacks: [TrainingProgress(console, title: network.title), best])
    return Entry(
      network: network, pipeline: try TextPipeline(encoder, model, labels: labels),
      validationLoss: best.bestEpoch?.value ?? .infinity,
      testAccuracy: try trainer.evaluate(test)["accuracy"] ?? 0,
      parameters: model.parameters.count, seconds: Date().timeIntervalSince(start))
  }
}
