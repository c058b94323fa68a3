import Foundation
import Testing
import Unroll
import UnrollInsight
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

@Suite("Gates and states")
struct RecurrentExplanationTests {
  /// A cell and its direction.
  enum Case: String, CaseIterable {
    case simpleRNN, lstm, gru, gruBefore, lstmBackwards, gruBackwards, lstmSilu, gruHard

    var kind: RecurrentKernelKind {
      switch self {
      case .simpleRNN: .simpleRNN
      case .lstm, .lstmBackwards, .lstmSilu: .lstm
      case .gru, .gruBefore, .gruBackwards, .gruHard: .gru
      }
    }

    var layer: any Layer {
      switch self {
      case .simpleRNN: SimpleRNN(4, returnSequences: true, recurrentDropout: 0.3)
      case .lstm: LSTM(4, returnSequences: true, dropout: 0.3, recurrentDropout: 0.3)
      case .gru: GRU(4, returnSequences: true, recurrentDropout: 0.5)
      case .gruBefore: GRU(4, returnSequences: true, resetAfter: false)
      case .lstmBackwards: LSTM(4, returnSequences: true, goBackwards: true)
      case .gruBackwards: GRU(4, returnSequences: true, goBackwards: true)
      // The kernels keep the sums of such gates, not the gates.
      case .lstmSilu: LSTM(4, recurrentActivation: .silu, returnSequences: true)
      case .gruHard: GRU(4, recurrentActivation: .hardSigmoid, returnSequences: true)
      }
    }

    var gates: ActivationKernel {
      switch self {
      case .lstmSilu: .silu
      case .gruHard: .hardSigmoid
      default: .sigmoid
      }
    }

    var isBackwards: Bool { self == .lstmBackwards || self == .gruBackwards }
    var resetsAfter: Bool { kind == .gru && self != .gruBefore }
  }

  private static let steps = 7

  private func rows(_ sample: Tensor<Float>) -> [[Double]] {
    let width = sample.shape.columns
    return (0..<sample.shape[0]).map { step in
      sample.scalars[step * width..<(step + 1) * width].map(Double.init)
    }
  }

  /// Holds an explanation against the naive cell, within the three digits that it keeps.
  private func expect(_ found: RecurrentExplanation, _ expected: NaiveCell.Trace, _ note: String) {
    #expect(Set(found.gates.keys) == Set(expected.gates.keys))
    for (name, values) in expected.gates {
      expectNear(found.gates[name], values, "\(note): \(name)")
    }
    expectNear(found.hidden, expected.hidden, "\(note): hidden")
    if let cell = found.cell { expectNear(cell, expected.cell, "\(note): cell") }
  }

  private func expectNear(_ found: [[Float]]?, _ expected: [[Double]], _ note: String) {
    guard let found, found.count == expected.count else {
      Issue.record("\(note): \(found?.count ?? -1) steps instead of \(expected.count)")
      return
    }
    for (step, (row, wanted)) in zip(found, expected).enumerated() {
      for (number, other) in zip(row, wanted) {
        #expect(abs(Double(number) - other) < 6e-4, "\(note), step \(step)")
      }
    }
  }

  private func naive(_ one: Case, _ weights: [Tensor<Float>]) -> NaiveCell {
    var cell = NaiveCell(one.kind, units: 4, weights, resetsAfter: one.resetsAfter)
    cell.recurrentActivation = one.gates
    return cell
  }

  @Test("are those of the equations, in the order of the text", arguments: Case.allCases)
  func equations(one: Case) throws {
    let model = try Model(
      Sequential(
        input: .features(time: Self.steps, size: 3),
        entries: [one.layer, GlobalMaxPooling1D(), Dense(1)].map { LayerEntry($0) })
    ).withRandomWeights(seed: 11, scale: 0.8)
    let sample = normal([Self.steps, 3], seed: 12)
    let found = try Explainer(model).explain(sample: sample).recurrent
    #expect(found.count == 1)
    #expect(found[0].direction == (one.isBackwards ? .backward : .forward))
    #expect((found[0].cell != nil) == (one.kind == .lstm))
    let weights = Array(model.parameters.values.prefix(3))
    expect(
      found[0], naive(one, weights).read(rows(sample), backwards: one.isBackwards), one.rawValue)
  }

  @Test("of both directions stand beside the same steps", arguments: [Case.lstm, .gru, .simpleRNN])
  func bothDirections(one: Case) throws {
    let layer: any Layer =
      switch one.kind {
      case .lstm: Bidirectional(LSTM(4, returnSequences: true))
      case .gru: Bidirectional(GRU(4, returnSequences: true))
      case .simpleRNN: Bidirectional(SimpleRNN(4, returnSequences: true))
      }
    let model = try Model(
      Sequential(
        input: .features(time: Self.steps, size: 3),
        entries: [layer, Flatten(), Dense(1)].map { LayerEntry($0) })
    ).withRandomWeights(seed: 13)
    // Two steps of padding at the end, which the backward cell reads first.
    let numbers = normal([Self.steps - 2, 3], seed: 14).scalars + [Float](repeating: 0, count: 6)
    let sample = Tensor(shape: [Self.steps, 3], scalars: numbers)
    let found = try Explainer(model).explain(sample: sample).recurrent
    #expect(found.map(\.direction) == [.forward, .backward])
    #expect(
      found.map(\.layer) == ["bidirectional/forward_layer", "bidirectional/backward_layer"])
    for (index, direction) in found.enumerated() {
      let weights = Array(model.parameters.values[index * 3..<(index + 1) * 3])
      var expected = naive(one, weights).read(rows(sample), backwards: index == 1)
      expected.hidden.removeLast(2)
      expected.cell.removeLast(2)
      expected.gates = expected.gates.mapValues { $0.dropLast(2) }
      expect(direction, expected, "\(direction.direction)")
      #expect(direction.steps == Self.steps - 2)
    }
  }

  @Test(
    "of masked steps are carried over", arguments: [Case.lstm, .gru, .gruBackwards, .simpleRNN])
  func masked(one: Case) throws {
    let model = try Model(
      Sequential(
        input: .features(time: Self.steps, size: 3),
        entries: [Masking(), one.layer, GlobalMaxPooling1D(), Dense(1)].map { LayerEntry($0) })
    ).withRandomWeights(seed: 15)
    var numbers = normal([Self.steps, 3], seed: 16).scalars
    // A hole in the middle is masked but lies between steps that count.
    for place in 6..<9 { numbers[place] = 0 }
    let sample = Tensor(shape: [Self.steps, 3], scalars: numbers)
    let counts = (0..<Self.steps).map { $0 != 2 }
    let found = try Explainer(model).explain(sample: sample)
    let expected = naive(one, Array(model.parameters.values.prefix(3)))
      .read(rows(sample), counts: counts, backwards: one.isBackwards)
    expect(found.recurrent[0], expected, one.rawValue)
    #expect(found.contributions.words[2] == 0)
  }

  @Test("of layers on top of each other follow each other")
  func stacked() throws {
    let model = try Model(input: .features(time: Self.steps, size: 3)) {
      LSTM(4, returnSequences: true)
      Dropout(0.5)
      GRU(4, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1)
    }.withRandomWeights(seed: 17)
    let sample = normal([Self.steps, 3], seed: 18)
    let found = try Explainer(model).explain(sample: sample).recurrent
    let values = model.parameters.values
    let first = naive(.lstm, Array(values[0..<3])).read(rows(sample))
    expect(found[0], first, "below")
    expect(found[1], naive(.gru, Array(values[3..<6])).read(first.hidden), "above")
  }

  @Test("put those units first whose forget gate is most open")
  func order() throws {
    let model = try Model(input: .features(time: Self.steps, size: 3)) {
      LSTM(6, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1)
    }.withRandomWeights(seed: 19)
    let found = try Explainer(model).explain(sample: normal([Self.steps, 3], seed: 20)).recurrent[0]
    let forget = try #require(found.gates["forget"])
    let means = (0..<6).map { unit in forget.reduce(0) { $0 + $1[unit] } / Float(Self.steps) }
    #expect(found.order == means.indices.sorted { means[$0] > means[$1] })
    for (mean, retention) in zip(means, found.retention) { #expect(abs(mean - retention) < 1e-3) }
  }

  @Test("of a layer behind windows are marked as not those of the text")
  func windows() throws {
    let model = try Model(input: .features(time: 8, size: 3)) {
      Conv1D(4, kernelSize: 3)
      MaxPooling1D(2)
      LSTM(4, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1)
    }.withRandomWeights(seed: 21)
    let found = try Explainer(model).explain(sample: normal([8, 3], seed: 22))
    #expect(!found.recurrent[0].isAligned && found.recurrent[0].steps == 3)
    #expect(!found.pooling[0].isAligned)
    #expect(found.pooling[0].winners.allSatisfy { (0..<3).contains($0) })
  }

  @Test("are found in a stateful model, which begins with zeros and is left as it was")
  func stateful() throws {
    var options = RecurrentConfiguration<LSTMCell>(units: 4)
    options.stateful = true
    var input = Input.features(time: Self.steps, size: 3)
    input.batch = 2
    let model = try Model(
      Sequential(input: input, entries: [LayerEntry(LSTM(options)), LayerEntry(Dense(1))])
    ).withRandomWeights(seed: 23)
    let sample = normal([Self.steps, 3], seed: 24)
    let explainer = try Explainer(model)
    let found = try explainer.explain(sample: sample)
    let expected = naive(.lstm, Array(model.parameters.values.prefix(3))).read(rows(sample))
    expect(found.recurrent[0], expected, "stateful")
    #expect(try explainer.explain(sample: sample) == found)
  }
}
