import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// Models that several versions of Keras saved in the middle of training; made by
/// Scripts/fixtures/optimizer_file_fixtures.py.
@Suite struct OptimizerFileTests {
  private static let folder = Fixture.folder.appending(path: "optimizers")
  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".keras") }.map { String($0.dropLast(".keras".count)) }.sorted()

  /// The files whose training goes on as in Keras; its version 2 forgets a product of Nadam.
  static let continued = names.filter { $0 != "nadam_tf_keras" }

  @Test("the files are there")
  func present() { #expect(Self.names.count >= 9) }

  @Test("what Keras 2 does not save of Nadam is computed anew")
  func product() throws {
    let loaded = try Model.loadWithNotes(Self.folder.appending(path: "nadam_tf_keras.keras").path)
    #expect(loaded.notes.isEmpty)
    let state = try #require(loaded.model.optimizerState)
    let product = (1...3).map { 0.9 * (1 - 0.5 * pow(0.96, Double($0))) }.reduce(1, *)
    #expect(state.iterations == 3 && abs(state.scalars[0] - Float(product)) < 1e-6)
  }

  @Test("training goes on as it would have in Keras", arguments: continued)
  func goesOn(_ name: String) throws {
    let loaded = try Model.loadWithNotes(Self.folder.appending(path: name + ".keras").path)
    #expect(loaded.notes.isEmpty)
    let model = loaded.model
    #expect(model.optimizerState?.iterations == 3)
    try check(model, name)
  }

  @Test("what Unroll saves of it goes on likewise", arguments: continued)
  func savedAgain(_ name: String) throws {
    let workshop = try Workshop()
    try Model.load(Self.folder.appending(path: name + ".keras").path)
      .save(to: workshop.path("again.keras"))
    let loaded = try Model.loadWithNotes(workshop.path("again.keras"))
    #expect(loaded.notes.isEmpty && loaded.model.optimizerState?.iterations == 3)
    try check(loaded.model, name)
  }

  private func check(_ model: Model, _ name: String) throws {
    let facts = try JSONDecoder().decode(
      Facts.self, from: Data(contentsOf: Self.folder.appending(path: name + ".json")))
    let trainer = Trainer(model, try #require(model.compilation))
    _ = try trainer.trainOnBatch(ArrayDataset(Self.tensor(facts.x), Self.tensor(facts.y)))
    for (value, expected) in zip(model.parameters.values, facts.after) {
      let target = Tensor(shape: value.shape, scalars: expected)
      #expect(deviation(value, target, beyond: .relative(1e-5, absolute: 1e-6)) == nil)
    }
  }

  private static func tensor(_ rows: [[Float]]) -> Tensor<Float> {
    Tensor(shape: [rows.count, rows[0].count], scalars: rows.flatMap { $0 })
  }

  private struct Facts: Decodable {
    let x: [[Float]]
    let y: [[Float]]
    let after: [[Float]]
  }
}
