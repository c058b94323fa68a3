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

  @Test("a layer inside another that would be penalised is refused, not passed over")
  func inner() throws {
    var options = Bidirectional(LSTM(2)).configuration
    options.layer.activityRegularizer = .l2()
    let layer = Bidirectional(options)
    let error = #expect(throws: UnrollError.self) {
      try Model(input: .features(time: 3, size: 2)) {
        layer.named("both")
      }
    }
    #expect(error?.code == .unsupported)
    #expect(error?.path == ["both", "layer", "activity_regularizer"])
  }
}
