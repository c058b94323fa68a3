import Unroll

/// Milliseconds of a training step on masked input, by the mean length of the sequences.
///
/// One sequence of every batch is full, so that the work could only be the same for all lengths if
/// masked steps were computed. "none" is the same model on full sequences without a mask.
enum MaskWorkloads {
  /// The mean lengths, in steps.
  static let lengths = [50, 100, 200, 400]

  static var all: [Workload] {
    lengths.flatMap { length in
      [
        Workload(name: "mask/masking/\(length)") { _ in try masking(length) },
        Workload(name: "mask/mask_zero/\(length)") { _ in try maskZero(length) },
      ]
    } + [
      Workload(name: "mask/masking/none") { _ in try masking(BenchData.time, masks: false) },
      Workload(name: "mask/mask_zero/none") { _ in try maskZero(BenchData.time, masks: false) },
    ]
  }

  private static let words = 20_000
  private static let count = 4 * BenchData.batch
  private static let labels = Tensor<Float>(repeating: 1, shape: [count])

  /// `Masking` before an LSTM on dense vectors, or the LSTM alone.
  private static func masking(_ mean: Int, masks: Bool = true) throws -> () throws -> Double {
    let model = try Model(input: .features(time: BenchData.time, size: BenchData.features)) {
      if masks { Masking() }
      LSTM(50)
      Dense(1, activation: .sigmoid)
    }
    var random = RandomSource(seed: 3)
    let inputs = Tensor<Float>(shape: [count, BenchData.time, BenchData.features]) { view in
      for (sample, length) in sampleLengths(mean).enumerated() {
        let sequence = view.slices(sample..<(sample + 1)).flat
        for index in 0..<length * BenchData.features {
          sequence[0, index] = Float(random.uniform()) * 0.2 - 0.1
        }
      }
    }
    return try TrainingWorkloads.steps(
      of: model, on: ArrayDataset(inputs, labels), batch: BenchData.batch)
  }

  /// `Embedding` before an LSTM, with `mask_zero` or without.
  private static func maskZero(_ mean: Int, masks: Bool = true) throws -> () throws -> Double {
    let model = try Model(input: .tokens(time: BenchData.time)) {
      Embedding(inputDim: words, outputDim: 128, maskZero: masks)
      LSTM(50)
      Dense(1, activation: .sigmoid)
    }
    var random = RandomSource(seed: 3)
    let tokens = Tensor<Int32>(shape: [count, BenchData.time]) { view in
      for (sample, length) in sampleLengths(mean).enumerated() {
        for step in 0..<length {
          view[sample, step] = Int32(random.integer(below: words - 1)) + 1
        }
      }
    }
    return try TrainingWorkloads.steps(
      of: model, on: ArrayDataset(tokens: tokens, labels), batch: BenchData.batch)
  }

  /// Lengths with this mean in every batch: one sequence is full, the others are alike.
  private static func sampleLengths(_ mean: Int) -> [Int] {
    let others = BenchData.batch - 1
    let rest = BenchData.batch * mean - BenchData.time
    return (0..<count).map { sample in
      let place = sample % BenchData.batch
      if place == 0 { return BenchData.time }
      return rest * place / others - rest * (place - 1) / others
    }
  }
}
