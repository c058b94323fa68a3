import Testing
import UnrollNN
import UnrollTensor

@Suite("States of recurrent layers")
struct RecurrentStateTests {
  @Test("a sequence cut in two, its states handed on, is the whole one", arguments: [0, 1, 2])
  func handedOn(_ kind: Int) throws {
    let whole = try Model(
      Functional { graph in
        let value = graph.input(Input(dimensions: [6, 2]))
        return [graph.add(LayerEntry(layer(kind, returnsState: false)), to: [value])[0]]
      }, seed: 4)
    let cut = try Model(
      Functional { graph in
        let value = graph.input(Input(dimensions: [6, 2]))
        let first = graph.add(Cropping1D(0, 3), to: value)
        let second = graph.add(Cropping1D(3, 0), to: value)
        let shared = graph.layer(LayerEntry(layer(kind, returnsState: true)))
        let states = graph.call(shared, on: [first]).dropFirst()
        return [graph.call(shared, on: [second] + states)[0]]
      }, seed: 5)
    try cut.parameters.replaceAll(whole.parameters.values)
    var random = RandomSource(seed: 6)
    let numbers = (0..<36).map { _ in Float(random.normal()) }
    let input = BatchInput.dense(Tensor(shape: [3, 6, 2], scalars: numbers))
    let cotangent = Tensor(shape: [3, 3], scalars: (0..<9).map { _ in Float(random.normal()) })
    let expected = try whole.differentiate(input, cotangent: cotangent)
    let found = try cut.differentiate(input, cotangent: cotangent)
    expectEqual(found.output, expected.output)
    for (gradient, other) in zip(found.weights, expected.weights) { expectEqual(gradient, other) }
    expectEqual(try #require(found.input), try #require(expected.input))
  }

  @Test("directions that are not merged are written so, not left to Keras's default")
  func unmerged() throws {
    let entry = LayerEntry(Bidirectional(LSTM(2), merge: nil))
    let form = try entry.kerasForm(name: "both")
    #expect(form["config"]?["merge_mode"] == .null)
    #expect(try LayerEntry(form, registry: .builtin).layer.outputCount == 2)
  }

  @Test("a frozen direction stays as it is, the other learns", arguments: [false, true])
  func frozenDirection(_ hasOwnBackward: Bool) throws {
    var options = Bidirectional(LSTM(2)).configuration
    options.layer.isTrainable = false
    if hasOwnBackward { options.backwardLayer = LayerEntry(LSTM(2, goBackwards: true)) }
    let model = try Model(input: .features(time: 3, size: 2), seed: 3) {
      Bidirectional(options)
      Dense(1)
    }
    let before = model.parameters.values
    let x = Tensor(shape: [2, 3, 2], scalars: (0..<12).map { Float($0) / 6 - 1 })
    let data = try ArrayDataset(x, Tensor(shape: [2, 1], scalars: [1, -1] as [Float]))
    let trainer = Trainer(model, Compilation(optimizer: SGD(), loss: .meanSquaredError))
    _ = try trainer.trainOnBatch(data)
    for (index, parameter) in model.parameters.parameters.enumerated() {
      let isFrozen =
        parameter.path.contains("forward_layer")
        || (!hasOwnBackward && parameter.path.contains("backward_layer"))
      let hasChanged = model.parameters.value(parameter) != before[index]
      #expect(hasChanged != isFrozen, "\(parameter.path)")
      #expect(parameter.isTrainable != isFrozen, "\(parameter.path)")
    }
  }

  @Test("directions with different numbers of states put out the states of both")
  func unequalStates() throws {
    var forward = RecurrentConfiguration<SimpleRNNCell>(units: 2)
    var backward = RecurrentConfiguration<LSTMCell>(units: 2)
    (forward.returnState, backward.returnState, backward.goBackwards) = (true, true, true)
    let both = try Model(
      Functional { graph in
        let layer = Bidirectional(SimpleRNN(forward), backward: LSTM(backward))
        return graph.add(LayerEntry(layer), to: [graph.input(Input(dimensions: [4, 3]))])
      }, seed: 4)
    let apart = try Model(
      Functional { graph in
        let value = graph.input(Input(dimensions: [4, 3]))
        return graph.add(LayerEntry(SimpleRNN(forward)), to: [value])
          + graph.add(LayerEntry(LSTM(backward)), to: [value])
      }, seed: 5)
    try both.parameters.replaceAll(apart.parameters.values)
    let x = Tensor(shape: [2, 4, 3], scalars: (0..<24).map { Float($0 % 5) - 2 })
    let found = try Predictor(both).predict(inputs: [x])
    let expected = try Predictor(apart).predict(inputs: [x])
    #expect(found.count == 4)
    for row in 0..<2 {
      #expect(
        found[0].row(row).scalars == expected[0].row(row).scalars + expected[2].row(row).scalars)
    }
    #expect(found[1...] == [expected[1], expected[3], expected[4]])
  }

  private func layer(_ kind: Int, returnsState: Bool) -> any Layer {
    switch kind {
    case 0: recurrent(SimpleRNNCell.self, returnsState)
    case 1: recurrent(LSTMCell.self, returnsState)
    default: recurrent(GRUCell.self, returnsState)
    }
  }

  private func recurrent<Cell: RecurrentCell>(_ cell: Cell.Type, _ returnsState: Bool) -> any Layer
  {
    var options = RecurrentConfiguration<Cell>(units: 3)
    options.returnState = returnsState
    return Recurrent<Cell>(options)
  }

  private func expectEqual(_ found: Tensor<Float>, _ expected: Tensor<Float>) {
    #expect(found.shape == expected.shape)
    for (number, other) in zip(found.scalars, expected.scalars) {
      #expect(abs(number - other) < 1e-5)
    }
  }
}
