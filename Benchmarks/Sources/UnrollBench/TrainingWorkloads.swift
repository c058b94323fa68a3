import Unroll

/// Milliseconds of a training step: forward, backward and RMSprop, with dropout, as `fit` runs it.
enum TrainingWorkloads {
  static var all: [Workload] {
    let rows = ["simplernn-50", "simplernn-100", "lstm-50", "gru-50", "bilstm-50"]
    let dense = ["simplernn-50", "lstm-50", "gru-50"]
    return rows.map { name in
      Workload(name: "train/rows/\(name)") { try steps(name, of: $0.reviews.get()) }
    }
      + dense.map { name in
        Workload(name: "train/dense/\(name)") { data in
          try steps(name, of: ArrayDataset(data.dense.get(), data.labels.get()))
        }
      }
      + dense.map { name in
        Workload(name: "train/full/\(name)") { data in
          let inputs = try data.full.get()
          let targets = Tensor<Float>(repeating: 1, shape: [inputs.shape[0]])
          return try steps(name, of: ArrayDataset(inputs, targets))
        }
      }
      + ["lstm-256", "lstm-128x2"].map { name in
        Workload(name: "train/wide/\(name)") { try steps(name, of: $0.reviews.get(), batch: 256) }
      }
  }

  /// The mean over one epoch in a fixed order, without the first step, which sets up memory.
  private static func steps(
    _ name: String, of dataset: some Dataset, batch: Int = BenchData.batch
  ) throws -> () throws -> Double {
    try steps(of: Networks.model(name), on: dataset, batch: batch)
  }

  /// The same for any model that ends in one probability.
  static func steps(
    of model: Model, on dataset: some Dataset, batch: Int
  ) throws -> () throws -> Double {
    let trainer = Trainer(model, optimizer: RMSprop(), loss: .binaryCrossentropy)
    let measure = {
      let clock = StepClock()
      try trainer.fit(dataset, epochs: 1, batchSize: batch, shuffles: false, callbacks: [clock])
      return clock.milliseconds
    }
    _ = try measure()
    return measure
  }
}

/// Takes the time at the end of every batch.
final class StepClock: Callback {
  private var stamps: [ContinuousClock.Instant] = []

  func batchDidEnd(_ progress: BatchProgress, _ context: TrainingContext) -> Action {
    stamps.append(.now)
    return .goOn
  }

  /// The mean time from one batch's end to the next one's.
  var milliseconds: Double {
    guard let first = stamps.first, let last = stamps.last, stamps.count > 1 else { return .nan }
    return Clock.seconds(last - first) * 1e3 / Double(stamps.count - 1)
  }
}
