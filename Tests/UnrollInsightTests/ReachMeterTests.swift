import Foundation
import Testing
import Unroll
import UnrollInsight
import UnrollNN
import UnrollTensor

@Suite("How far gradients reach")
struct ReachMeterTests {
  @Test("a linear cell passes on the powers of its recurrent weight")
  func linear() throws {
    // h = k·x + a·h₋: the derivative of the last state by the vector d steps before is k·aᵈ.
    let model = try Model(input: .features(time: nil, size: 1)) {
      SimpleRNN(2, activation: .linear)
      Dense(1)
    }
    try model.parameters.replaceAll([
      Tensor(shape: [1, 2], scalars: [3, 4]), Tensor(shape: [2, 2], scalars: [0.5, 0, 0, 0.5]),
      Tensor(repeating: 0, shape: [2]), Tensor(repeating: 1, shape: [2, 1]),
      Tensor(repeating: 0, shape: [1]),
    ])
    let samples = [normal([6, 1], seed: 1), normal([6, 1], seed: 2)]
    let curve = try ReachMeter(model).curve(samples, name: "linear")
    #expect(curve.className == "SimpleRNN" && curve.name == "linear")
    #expect(curve.distance == [0, 1, 2, 3, 4, 5])
    for (distance, norm) in zip(curve.distance, curve.norm) {
      #expect(abs(norm / (5 * pow(0.5, Double(distance))) - 1) < 1e-4)
    }
    #expect(curve.reach(share: 0.25) == 2)
  }

  /// Networks, and whether the cell that is followed reads from the end.
  static let networks: [String: (layers: [any Layer], units: Int, isBackwards: Bool)] = [
    "LSTM": ([LSTM(5)], 5, false),
    "GRU, all steps": ([GRU(5, returnSequences: true), GlobalMaxPooling1D()], 5, false),
    "SimpleRNN on LSTM": ([LSTM(4, returnSequences: true), Dropout(0.5), SimpleRNN(3)], 3, false),
    "both directions": ([Bidirectional(LSTM(4, returnSequences: true)), Flatten()], 4, false),
    "backwards": ([GRU(18, goBackwards: true)], 18, true),
  ]

  @Test("norms are those of finite differences", arguments: networks.keys.sorted())
  func differences(name: String) throws {
    let network = try #require(Self.networks[name])
    let model = try Model(
      Sequential(
        input: .features(time: 6, size: 3),
        entries: (network.layers + [Dense(1)]).map { LayerEntry($0) })
    ).withRandomWeights(seed: 31)
    let sample = normal([6, 3], seed: 32)
    let curve = try ReachMeter(model).curve([sample], name: name)
    // The last recurrent layer as a model of its own.
    let position = try #require(
      network.layers.lastIndex { $0 is any RecurrentLayer || $0 is Bidirectional })
    let part = try Model(
      Sequential(
        input: .features(time: 6, size: 3),
        entries: network.layers[...position].map { LayerEntry($0) }))
    try part.parameters.replaceAll(
      Array(model.parameters.values.prefix(part.parameters.parameters.count)))
    func lastState(_ numbers: [Float]) throws -> [Float] {
      let output = try part.predict(Tensor(shape: [1, 6, 3], scalars: numbers))
      return Array(output.scalars.suffix(output.shape.columns).prefix(network.units))
    }
    let step: Float = 1e-2
    for (distance, norm) in zip(curve.distance, curve.norm) {
      let place = network.isBackwards ? distance : 5 - distance
      var squares = 0.0
      for feature in 0..<3 {
        var (up, down) = (sample.scalars, sample.scalars)
        up[place * 3 + feature] += step
        down[place * 3 + feature] -= step
        for (high, low) in zip(try lastState(up), try lastState(down)) {
          squares += pow(Double(high - low) / Double(2 * step), 2)
        }
      }
      #expect(abs(norm - squares.squareRoot()) < 0.01 * squares.squareRoot() + 1e-3)
    }
  }

  @Test("models without a recurrent layer, and samples of several lengths, are refused")
  func refusals() throws {
    let dense = try Model(input: .features(time: 4, size: 2)) {
      Flatten()
      Dense(1)
    }
    #expect(throws: UnrollError.self) {
      try ReachMeter(dense).curve([normal([4, 2], seed: 1)], name: "dense")
    }
    let lstm = try Model(input: .features(time: nil, size: 2)) { LSTM(2) }
    let samples = [normal([4, 2], seed: 1), normal([5, 2], seed: 2)]
    #expect(throws: UnrollError.self) { try ReachMeter(lstm).curve(samples, name: "lstm") }
    #expect(throws: UnrollError.self) { try ReachMeter(lstm).curve([], name: "lstm") }
  }

  @Test("texts are read as the model reads them")
  func texts() throws {
    let meter = ReachMeter(try smallPipeline(layers: smallNetwork))
    let vectors = try #require(meter.vectors(of: "the unheard good film"))
    #expect(vectors.shape == [3, 4] && meter.wordCount(of: "the unheard good film") == 3)
    let first = try #require(meter.vectors(of: "the unheard good film", most: 2))
    #expect(first.scalars == Array(vectors.scalars.prefix(8)))
    #expect(meter.vectors(of: "unheard") == nil)
    #expect(try meter.curve([vectors], name: "small").norm.count == 3)
  }
}
