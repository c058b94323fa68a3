import Foundation
import Testing
import UnrollNN
import UnrollTensor

@Suite("Penalties on what layers put out")
struct ActivityPenaltyTests {
  @Test("the option of every layer is read and written again")
  func isRead() throws {
    let text = """
      {"class_name": "ReLU", "config": {"activity_regularizer":
        {"class_name": "L2", "config": {"l2": 0.5}}}}
      """
    let form = try JSONValue(parsing: Data(text.utf8))
    let entry = try LayerEntry(form, registry: .builtin)
    #expect(entry.activityRegularizer == .l2(0.5))
    #expect(entry.named("a").frozen().activityRegularizer == .l2(0.5))
    #expect(entry != LayerEntry(entry.layer))
    let again = try LayerEntry(try entry.kerasForm(name: nil), registry: .builtin)
    #expect(again == entry)
  }

  @Test("a regularizer that is no sum over elements is refused with its path")
  func orthogonal() throws {
    let error = #expect(throws: UnrollError.self) {
      try Model(input: .vector(3)) { Dense(2).penalizingActivity(.orthogonal()).named("some") }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.path == ["some", "activity_regularizer"])
  }

  @Test("a negative factor is refused")
  func negative() throws {
    let error = #expect(throws: UnrollError.self) {
      try Model(input: .vector(3)) { Dense(2).penalizingActivity(.l1(-1)).named("some") }
    }
    #expect(error?.path == ["some", "activity_regularizer"])
    #expect(throws: UnrollError.self) {
      try Model(input: .vector(3)) { ActivityRegularization(l1: -1) }
    }
  }

  @Test("a direction's regularizer that is no sum over elements is refused with its path")
  func inner() throws {
    var options = Bidirectional(LSTM(2)).configuration
    options.layer.activityRegularizer = .orthogonal()
    let layer = Bidirectional(options)
    let error = #expect(throws: UnrollError.self) {
      try Model(input: .features(time: 3, size: 2)) { layer.named("both") }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.path == ["both", "forward_layer", "activity_regularizer"])
  }

  @Test("of a penalised direction that puts out its states, these are penalised too")
  func states() throws {
    var options = RecurrentConfiguration<LSTMCell>(units: 2)
    options.returnState = true
    let plain = Bidirectional(LSTM(options), merge: .sum).configuration
    var penalised = plain
    penalised.layer.activityRegularizer = .l2(0.5)
    let x = Tensor(shape: [3, 3, 2], scalars: (0..<18).map { Float($0) / 18 })
    let outputs = try Predictor(model(plain)).predict(inputs: [x])
    let data = try ArrayDataset(
      inputs: [.numbers(x)],
      targets: outputs.map { Tensor(shape: $0.shape, scalars: $0.scalars.map { _ in 0 }) })
    func loss(_ options: Bidirectional.Configuration) throws -> Double {
      let compilation = Compilation(optimizer: SGD(), loss: .meanSquaredError)
      return try Trainer(try model(options), compilation).evaluate(data)["loss"] ?? .nan
    }
    // The merged output, then h and c of both directions; the output of a direction is its h.
    let squares = outputs.map { $0.scalars.reduce(0) { $0 + Double($1 * $1) } }
    let expected = 0.5 * (2 * squares[1] + squares[2] + 2 * squares[3] + squares[4]) / 3
    #expect(abs(try loss(penalised) - loss(plain) - expected) < 1e-5)
    #expect(expected > 0.01)
  }

  private func model(_ options: Bidirectional.Configuration) throws -> Model {
    try Model(
      Functional { graph in
        graph.add(
          LayerEntry(Bidirectional(options)), to: [graph.input(.features(time: 3, size: 2))])
      }, seed: 4)
  }
}
