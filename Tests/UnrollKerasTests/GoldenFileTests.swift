import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// The golden files of whole models that Scripts/fixtures/generate.py makes.
@Suite struct GoldenFileTests {
  /// The models, without the one whose regularizers and layers are not built yet.
  static let names = files(".keras")

  private static func files(_ ending: String) -> [String] {
    let folder = Fixture.folder.appending(path: "keras").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(ending) }.map { String($0.dropLast(ending.count)) }.sorted()
  }

  private func path(_ name: String) -> String {
    Fixture.folder.appending(path: "keras/\(name)").path
  }

  private func check(_ model: Model, _ fixture: Fixture) throws {
    #expect(model.parameters.values.map(\.bits) == fixture.numbered("w").map(\.bits))
    let input: Tensor<Float> =
      if let ids = fixture.integers["x"] {
        Tensor(shape: ids.shape, scalars: ids.scalars.map { Float($0) })
      } else {
        try fixture.tensor("x")
      }
    let output = try model.predict(input)
    #expect(
      deviation(output, try fixture.tensor("y"), beyond: .relative(1e-5, absolute: 1e-6)) == nil)
  }

  @Test("the golden files are there")
  func present() { #expect(Self.names.count >= 6) }

  @Test("weights, predictions, state and summary are Keras's", arguments: names)
  func archive(_ name: String) throws {
    let fixture = try Fixture(named: "keras/\(name)")
    let loaded = try Model.loadWithNotes(path(name + ".keras"))
    #expect(loaded.notes.isEmpty)
    try check(loaded.model, fixture)
    let text = String(
      decoding: try Data(contentsOf: URL(filePath: path(name + ".txt"))), as: UTF8.self)
    #expect(try loaded.model.summary() == text)
    guard let iterations = try? fixture.fact(Int.self, "iterations"), iterations > 0 else { return }
    let state = try #require(loaded.model.optimizerState)
    #expect(state.iterations == iterations)
    let found = (0..<state.slotCount).flatMap { slot in
      loaded.model.parameters.parameters.filter(\.isTrainable).map { state.value(slot, $0).bits }
    }
    #expect(Set(found) == Set(fixture.numbered("state").map(\.bits)))
  }

  @Test("descriptions take weights of their own", arguments: files(".weights.h5"))
  func json(_ name: String) throws {
    let model = try Model.load(path(name + ".json"), weights: path(name + ".weights.h5"))
    try check(model, Fixture(named: "keras/\(name)"))
  }

  @Test("weights in the form of Keras 2 are read", arguments: files(".legacy_weights.h5"))
  func legacyWeights(_ name: String) throws {
    let model = try Model.load(path(name + ".json"), weights: path(name + ".legacy_weights.h5"))
    try check(model, Fixture(named: "keras/\(name)"))
  }

  @Test("whole models in the form of Keras 2 are read", arguments: files(".legacy.h5"))
  func wholeModel(_ name: String) throws {
    let fixture = try Fixture(named: "keras/\(name)")
    let loaded = try Model.loadWithNotes(path(name + ".legacy.h5"))
    #expect(loaded.notes.isEmpty)
    try check(loaded.model, fixture)
    let state = try #require(loaded.model.optimizerState)
    #expect(state.iterations == (try fixture.fact(Int.self, "iterations")))
  }
}
