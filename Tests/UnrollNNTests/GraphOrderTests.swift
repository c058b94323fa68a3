import Testing
import UnrollNN
import UnrollTensor

@Suite("Graphs as Keras runs them")
struct GraphOrderTests {
  /// `attention([gru(dense(a)), gru(b)])`, the GRU called on `b` first when the model was built.
  private func twice(readsLaterFirst: Bool) throws -> (Functional, gru: Int) {
    var gru = 0
    let graph = Functional { graph in
      let (left, right) = (
        graph.input(Input(dimensions: [4, 3])), graph.input(Input(dimensions: [4, 4]))
      )
      let dense = graph.add(Dense(4), to: left)
      let shared = graph.layer(LayerEntry(GRU(2, returnSequences: true)))
      let first = graph.call(shared, on: [right])[0]
      let second = graph.call(shared, on: [dense])[0]
      gru = first.layer
      let read = readsLaterFirst ? [second, first] : [first, second]
      return [graph.add(LayerEntry(AdditiveAttention()), to: read)[0]]
    }
    return (graph, gru)
  }

  @Test("of calls at one depth the one that is read first runs first", arguments: [true, false])
  func order(_ readsLaterFirst: Bool) throws {
    let (graph, gru) = try twice(readsLaterFirst: readsLaterFirst)
    let calls = try graph.callOrder().filter { $0.layer == gru }.map(\.number)
    // `map_graph` of Keras 3.15 meets the calls in the order in which they are read.
    #expect(calls == (readsLaterFirst ? [1, 0] : [0, 1]))
  }

  @Test("an input may be an output as it came, and trains nothing")
  func passedOn() throws {
    let graph = Functional { graph in
      let value = graph.input(.vector(3))
      return [value, graph.add(Dense(2), to: value)]
    }
    let model = try Model(graph, seed: 3)
    let input = Tensor<Float>(shape: [2, 3], scalars: [1, -2, 3, 4, 5, -6])
    let outputs = try Predictor(model).predict(inputs: [input])
    #expect(outputs[0] == input)
    #expect(outputs[1].shape == [2, 2])
    #expect(model.architecture.elements.count == 2)
    let zeros = Tensor<Float>(repeating: 0, shape: [2, 3])
    let data = try ArrayDataset(
      inputs: [.numbers(input)], targets: [zeros, Tensor(repeating: 0, shape: [2, 2])])
    let trainer = Trainer(
      model, Compilation(optimizer: SGD(learningRate: 0.01), loss: .meanSquaredError))
    let before = model.parameters.values.map(\.scalars)
    let history = try trainer.fit(data, epochs: 1, batchSize: 2)
    // The mean of 1, 4, 9, 16, 25 and 36.
    #expect(abs((history.last("\(model.architecture.outputNames[0])_loss") ?? 0) - 91 / 6) < 1e-5)
    #expect(model.parameters.values.map(\.scalars) != before)
  }
}
