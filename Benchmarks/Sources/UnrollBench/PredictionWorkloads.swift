import Unroll

/// Milliseconds of a prediction with the LSTM of 50 units.
enum PredictionWorkloads {
  static var all: [Workload] {
    [
      Workload(name: "predict/dense") { try batches(of: $0.dense.get()) },
      Workload(name: "predict/full") { try batches(of: $0.full.get()) },
      Workload(name: "predict/rows", prepare: rows),
      Workload(name: "predict/text", prepare: text),
    ]
  }

  /// How many batches are timed at once.
  private static let count = 4

  /// The mean of some batches, each an array of its own.
  private static func batches(of array: Tensor<Float>) throws -> () throws -> Double {
    let predictor = Predictor(try Networks.model("lstm-50"))
    let inputs = (0..<count).map { number in
      Tensor(shape: [BenchData.batch, BenchData.time, BenchData.features]) { batch in
        let first = number * BenchData.batch
        array.withRef { batch.assign($0.slices(first..<first + BenchData.batch)) }
      }
    }
    return try mean { for input in inputs { _ = try predictor.predict(input) } }
  }

  /// The mean of some batches of reviews as rows.
  private static func rows(_ data: BenchData) throws -> () throws -> Double {
    let predictor = Predictor(try Networks.model("lstm-50"))
    let (reviews, vectors) = (try data.reviews.get(), try data.pipeline.get().encoder.vectors)
    guard let vectors else { throw BenchError("the model has no vectors") }
    let inputs = try (0..<count).map { number in
      let places = number * BenchData.batch..<(number + 1) * BenchData.batch
      let texts = places.map { Array(reviews.texts[$0]) }
      let offsets = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.count) }
      let ids = try TokenizedDataset(
        ids: texts.flatMap { $0 }, offsets: offsets,
        labels: Array(repeating: 0, count: texts.count), length: BenchData.time)
      return TextDataset(ids, vectors: vectors)
    }
    return try mean { for input in inputs { _ = try predictor.predict(input) } }
  }

  /// Milliseconds for one of the ``count`` batches that `body` goes through.
  private static func mean(_ body: @escaping () throws -> Void) throws -> () throws -> Double {
    try body()
    return { try Clock.seconds(body) * 1e3 / Double(count) }
  }

  /// The median over single reviews: tokenised, looked up, run, one after another.
  private static func text(_ data: BenchData) throws -> () throws -> Double {
    let predictor = try data.pipeline.get().predictor()
    let texts = Array(try data.texts.get().prefix(64))
    let measure = {
      try texts.map { text in
        try Clock.seconds { _ = try predictor.predict([text]) } * 1e3
      }.median
    }
    _ = try measure()
    return measure
  }
}
