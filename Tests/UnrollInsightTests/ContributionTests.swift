import Foundation
import Testing
import Unroll
import UnrollInsight
import UnrollNN
import UnrollTensor

@Suite("Contributions of steps")
struct ContributionTests {
  static let (steps, features) = (9, 3)

  /// The networks that the law of completeness is tried on, by name.
  static let networks: [String: [any Layer]] = [
    "LSTM, largest": [LSTM(6, returnSequences: true), Dropout(0.5), GlobalMaxPooling1D()],
    "LSTM, last": [LSTM(6, dropout: 0.4, recurrentDropout: 0.4)],
    "GRU, mean": [GRU(6, returnSequences: true), GlobalAveragePooling1D()],
    "GRU that resets before": [GRU(6, recurrentDropout: 0.3, resetAfter: false)],
    "SimpleRNN, flat": [SimpleRNN(5, returnSequences: true), Flatten()],
    "SimpleRNN of relu": [SimpleRNN(5, activation: .relu)],
    "both directions": [Bidirectional(LSTM(4, returnSequences: true)), GlobalMaxPooling1D()],
    "both directions, added": [Bidirectional(GRU(4), merge: .sum)],
    "stacked": [
      LSTM(5, returnSequences: true), BatchNormalization(), GaussianNoise(0.3),
      GRU(4, returnSequences: true), GlobalMaxPooling1D(),
    ],
    "convolution": [Conv1D(5, kernelSize: 3), MaxPooling1D(2), LSTM(4)],
    "step by step": [
      TimeDistributed(Dense(4, activation: .relu)), LayerNormalization(),
      LSTM(4, returnSequences: true), SpatialDropout1D(0.3), GlobalMaxPooling1D(),
    ],
    "masked": [Masking(), LSTM(5, returnSequences: true), GlobalAveragePooling1D()],
    "backwards": [GRU(5, goBackwards: true)],
  ]

  /// A sample of some steps, the rest padding at the end or in front.
  private func sample(seed: UInt64, padsBefore: Bool = false) -> Tensor<Float> {
    let numbers = normal([6, Self.features], seed: seed).scalars
    let zeros = [Float](repeating: 0, count: (Self.steps - 6) * Self.features)
    return Tensor(
      shape: [Self.steps, Self.features],
      scalars: padsBefore ? zeros + numbers : numbers + zeros)
  }

  private func model(_ layers: [any Layer], _ last: any Layer, seed: UInt64) throws -> Model {
    try Model(
      Sequential(
        input: .features(time: Self.steps, size: Self.features),
        entries: (layers + [last]).map { LayerEntry($0) })
    ).withRandomWeights(seed: seed)
  }

  @Test("add up to the change of the logit", arguments: networks.keys.sorted())
  func complete(name: String) throws {
    let layers = try #require(Self.networks[name])
    for seed in UInt64(1)...3 {
      let model = try model(layers, Dense(1, activation: .sigmoid), seed: seed)
      let sample = sample(seed: 100 + seed, padsBefore: seed == 2)
      let found = try Explainer(model).explain(sample: sample).contributions
      #expect(found.measure == .logit)
      // The outputs of a plain prediction, taken back through the sigmoid.
      let batch = Tensor(
        shape: [2, Self.steps, Self.features],
        scalars: sample.scalars + [Float](repeating: 0, count: sample.shape.count))
      let logits = try model.predict(batch).scalars.map { log(Double($0) / (1 - Double($0))) }
      #expect(abs(found.logit - logits[0]) < 1e-4, "seed \(seed)")
      if name != "masked" {
        // Zeros alone would be masked: the baseline keeps the mask of the sample instead.
        #expect(abs(found.baselineLogit - logits[1]) < 1e-4, "seed \(seed)")
      }
      let change = found.logit - found.baselineLogit
      let sum = found.words.reduce(0, +) + found.padding
      let allowed = PathIntegral.tolerance * max(1, abs(change)) + 1e-4
      #expect(abs(sum - change) < allowed, "seed \(seed): \(sum) for \(change)")
      #expect(abs(sum + found.residual - change) < 1e-4)
      #expect(found.words.count == 6)
    }
  }

  @Test("of a linear model are its weights times the vectors")
  func linear() throws {
    let model = try model([Flatten()], Dense(2, activation: .softmax), seed: 8)
    let sample = sample(seed: 9)
    let kernel = try #require(model.parameters["dense/kernel"]).scalars
    for column in 0..<2 {
      let found = try Explainer(model).explain(sample: sample, output: column).contributions
      for step in 0..<6 {
        let expected = (0..<Self.features).reduce(0.0) { sum, feature in
          let place = step * Self.features + feature
          return sum + Double(sample.scalars[place]) * Double(kernel[place * 2 + column])
        }
        #expect(abs(found.words[step] - expected) < 1e-4)
      }
      #expect(found.padding == 0 && found.output == column)
    }
  }

  @Test("of a product of two steps are shared in halves")
  func product() throws {
    // f(x) = x₀ · x₁ has the gradient (x₁, x₀): along the line each integrates to x₀ · x₁ / 2.
    let model = try Model(
      Functional { graph in
        let value = graph.input(Input(dimensions: [2, 1]))
        let first = graph.add(Cropping1D(0, 1), to: value)
        let second = graph.add(Cropping1D(1, 0), to: value)
        let product = graph.layer(LayerEntry(Multiply()))
        return [graph.add(Flatten(), to: graph.call(product, on: [first, second])[0])]
      })
    let sample = Tensor<Float>(shape: [2, 1], scalars: [3, -2])
    let found = try Explainer(model).explain(sample: sample).contributions
    #expect(found.measure == .output)
    #expect(found.words == [-3, -3])
    #expect(found.logit == -6 && found.baselineLogit == 0)
  }

  @Test("of a likely label are those of its logit, unless another one is asked for")
  func labels() throws {
    let model = try model([LSTM(4)], Dense(3, activation: .softmax), seed: 3)
    let explainer = try Explainer(model, labels: ["a", "b", "c"])
    let likely = try explainer.explain(sample: sample(seed: 4))
    let outputs = likely.prediction.outputs
    let best = try #require(outputs.indices.max { outputs[$0] < outputs[$1] })
    #expect(likely.contributions.output == best)
    #expect(likely.contributions.label == ["a", "b", "c"][best])
    #expect(likely.prediction.label == ["a", "b", "c"][best])
    let other = try explainer.explain(sample: sample(seed: 4), output: (best + 1) % 3)
    #expect(other.contributions.logit < likely.contributions.logit)
    #expect(throws: UnrollError.self) { try explainer.explain(sample: sample(seed: 4), output: 3) }
  }

  @Test(
    "are also found for models that learned their vectors, masked or not", arguments: [true, false])
  func embedding(masks: Bool) throws {
    let model = try Model(input: .tokens(time: 8), seed: 2) {
      Embedding(inputDim: 12, outputDim: 4, maskZero: masks)
      Bidirectional(GRU(4, returnSequences: true))
      GlobalAveragePooling1D()
      Dense(1, activation: .sigmoid)
    }.withRandomWeights(seed: 6)
    let sample = Tensor<Float>(shape: [8], scalars: [0, 0, 0, 3, 5, 5, 11, 2])
    let explanation = try Explainer(model).explain(sample: sample)
    let found = explanation.contributions
    #expect(explanation.tokens.map(\.text) == ["3", "5", "5", "11", "2"])
    #expect(explanation.padding == 3)
    let output = try model.predict(Tensor(shape: [1, 8], scalars: sample.scalars)).scalars[0]
    #expect(abs(1 / (1 + exp(-found.logit)) - Double(output)) < 1e-5)
    let change = found.logit - found.baselineLogit
    let sum = found.words.reduce(0, +) + found.padding
    #expect(abs(sum - change) < PathIntegral.tolerance * max(1, abs(change)) + 1e-4)
    // Without a mask the vector of 0 counts like any other; with one it is not read.
    #expect((found.padding == 0) == masks)
    // The mean of no step that counts is no number: the model says nothing before the first word.
    #expect((explanation.course[0] == [nil]) == masks)
    #expect(!explanation.course.dropFirst().contains([nil]))
  }

  @Test("and gates are found in models inside a model, by the names of both")
  func nested() throws {
    let inner = Sequential(input: .features(time: Self.steps, size: Self.features)) {
      LSTM(4, returnSequences: true).named("reader")
      Dropout(0.3)
    }
    let model = try Model(
      Functional { graph in
        let value = graph.input(Input(dimensions: [Self.steps, Self.features]))
        let read = graph.add(
          LayerEntry(NestedModel(.sequential(inner)), name: "encoder"), to: [value])[0]
        let sides = [graph.add(GlobalMaxPooling1D(), to: read), graph.add(GRU(3), to: read)]
        let joined = graph.call(graph.layer(LayerEntry(Concatenate())), on: sides)[0]
        return [graph.add(Dense(1, activation: .sigmoid), to: joined)]
      }
    ).withRandomWeights(seed: 41)
    let found = try Explainer(model).explain(sample: sample(seed: 42))
    #expect(found.recurrent.map(\.layer) == ["encoder/reader", "gru"])
    // The units go through another layer before the dense one.
    #expect(found.pooling.map(\.weights) == [nil])
    let contributions = found.contributions
    let change = contributions.logit - contributions.baselineLogit
    let sum = contributions.words.reduce(0, +) + contributions.padding
    #expect(abs(sum - change) < PathIntegral.tolerance * max(1, abs(change)) + 1e-4)
  }

  @Test("are refused for models that read or put out something else")
  func refusals() throws {
    let sequences = try Model(input: .features(time: 4, size: 2)) {
      LSTM(3, returnSequences: true)
    }
    let vectors = try Model(input: .vector(4)) { Dense(1) }
    for model in [sequences, vectors] {
      #expect(throws: UnrollError.self) { try Explainer(model) }
    }
    let model = try model([LSTM(3)], Dense(1), seed: 1)
    #expect(throws: UnrollError.self) { try Explainer(model).explain("a text") }
    #expect(throws: UnrollError.self) {
      try Explainer(model).explain(sample: Tensor(repeating: 1, shape: [Self.steps, 7]))
    }
  }
}
