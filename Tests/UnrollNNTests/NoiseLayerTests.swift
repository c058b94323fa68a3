import Testing
import UnrollNN
import UnrollTensor

/// What the noise of a layer looks like, where Keras's own noise cannot be had.
@Suite("Noise has the distribution that Keras gives it")
struct NoiseLayerTests {
  private let input = Tensor<Float>(repeating: 1, shape: [20, 30, 10])

  private func noisy(_ layer: any Layer, seed: UInt64 = 1) throws -> Tensor<Float> {
    let sequential = Sequential(
      input: .features(time: 30, size: 10), entries: [LayerEntry(layer)])
    return try Model(sequential).differentiate(
      .dense(input), cotangent: nil, random: RandomSource(seed: seed)
    ).output
  }

  private func moments(_ numbers: [Float]) -> (mean: Double, variance: Double) {
    let mean = numbers.reduce(0) { $0 + Double($1) } / Double(numbers.count)
    let squares = numbers.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, squares / Double(numbers.count))
  }

  @Test("Gaussian noise has mean 0 and its deviation")
  func gaussianNoise() throws {
    let found = moments(try noisy(GaussianNoise(0.4)).scalars)
    #expect(abs(found.mean - 1) < 0.03)
    #expect(abs(found.variance - 0.16) < 0.01)
  }

  @Test("Gaussian dropout has mean 1 and the variance rate / (1 - rate)")
  func gaussianDropout() throws {
    let found = moments(try noisy(GaussianDropout(0.2)).scalars)
    #expect(abs(found.mean - 1) < 0.03)
    #expect(abs(found.variance - 0.25) < 0.02)
  }

  @Test("alpha dropout puts out two values, in the share of its rate")
  func alphaDropout() throws {
    let rate = 0.3
    let found = try noisy(AlphaDropout(Float(rate))).scalars
    let limit = -1.6732632423543772 * 1.0507009873554805
    let scale = 1 / ((1 - rate) * (1 + rate * limit * limit)).squareRoot()
    let (low, high) = (scale * limit * (1 - rate), scale * (1 - limit * rate))
    let lows = found.filter { abs(Double($0) - low) < 1e-5 }.count
    let highs = found.filter { abs(Double($0) - high) < 1e-5 }.count
    #expect(lows + highs == found.count)
    #expect(abs(Double(lows) / Double(found.count) - rate) < 0.03)
  }

  @Test("spatial dropout drops a feature at every step or at none")
  func spatialDropout() throws {
    let found = try noisy(SpatialDropout1D(0.5))
    var dropped = 0
    for sample in 0..<20 {
      let rows = found.row(sample).reshaped([30, 10])
      for step in 0..<30 { #expect(rows.row(step).scalars == rows.row(0).scalars) }
      dropped += rows.row(0).scalars.filter { $0 == 0 }.count
      #expect(rows.row(0).scalars.allSatisfy { $0 == 0 || $0 == 2 })
    }
    #expect(abs(Double(dropped) / 200 - 0.5) < 0.15)
  }

  @Test("noise of batch size 1 is the same for all samples, other noise is not")
  func sharedByBatch() throws {
    let shared = try noisy(Dropout(0.5, noiseShape: [1, nil, nil]))
    let own = try noisy(Dropout(0.5, noiseShape: [nil, nil, nil]))
    #expect(shared.row(0) == shared.row(19))
    #expect(own.row(0) != own.row(19))
  }

  @Test(
    "noise belongs to the sample, whatever shard it comes in",
    arguments: ["GaussianNoise", "GaussianDropout", "AlphaDropout", "SpatialDropout1D"])
  func belongsToSamples(_ name: String) throws {
    let option = name == "GaussianNoise" ? "stddev" : "rate"
    let layer = try LayerRegistry.builtin.layer(name, .object([option: .number(0.5)]))
    // Twenty samples make two shards: the trained bits must be those of any number of threads.
    var results: [[Tensor<Float>]] = []
    for threads in [1, 2] {
      let model = try Model(input: .features(time: 30, size: 10), seed: 3) {
        LayerEntry(layer)
        Flatten()
        Dense(1)
      }
      let trainer = Trainer(model, optimizer: SGD(), loss: .meanSquaredError)
      trainer.threads = threads
      let targets = Tensor<Float>(repeating: 1, shape: [20, 1])
      _ = try trainer.fit(
        ArrayDataset(input, targets), epochs: 1, batchSize: 20, seed: 4)
      results.append(model.parameters.values)
    }
    #expect(results[0] == results[1])
  }
}
