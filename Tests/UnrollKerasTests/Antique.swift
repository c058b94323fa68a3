import Foundation
import Testing
import UnrollArchive
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// A model that some version of Keras saved, as Scripts/fixtures/legacy_fixtures.py packed it,
/// unpacked in a folder of its own.
struct Antique {
  /// The names of all golden files, such as `adam_keras2.5`.
  static var names: [String] {
    let folder = Fixture.folder.appending(path: "legacy").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
      .filter { $0.hasSuffix(".zip") }.map { String($0.dropLast(4)) }.sorted()
  }

  /// The names of the golden files of one model.
  static func names(of model: String) -> [String] { names.filter { $0.hasPrefix(model + "_") } }

  let fixture: Fixture
  let workshop: Workshop
  /// The names of the files.
  let files: [String]

  init(_ name: String) throws {
    fixture = try Fixture(named: "legacy/\(name)")
    workshop = try Workshop()
    let archive = try ZipFile(path: Fixture.folder.appending(path: "legacy/\(name).zip").path)
    for member in archive.members {
      try workshop.write(member.name, archive.read(member.name).toArray())
    }
    files = archive.members.map(\.name)
  }

  func path(_ file: String) -> String { workshop.path(file) }

  /// The file that holds the model, and the one that holds its weights if that is another.
  var parts: (model: String, weights: String?) {
    let whole = files.first { ["model.h5", "model.keras"].contains($0) }
    if let whole { return (path(whole), nil) }
    let weights = files.first { $0.hasSuffix("weights.json") || $0.hasSuffix("legacy_weights.h5") }
    return (path("model.json"), path(weights ?? "model.weights.h5"))
  }

  func load() throws -> LoadedModel {
    try Model.loadWithNotes(parts.model, weights: parts.weights)
  }

  /// Checks weights bit by bit, and predictions.
  func check(_ model: Model) throws {
    let expected = fixture.numbered("w")
    // Keras 2.2 knew GRU's two biases end to end.
    #expect(model.parameters.values.map(\.bits) == expected.map(\.bits))
    let output = try model.predict(fixture.tensor("x"))
    #expect(
      deviation(output, try fixture.tensor("y"), beyond: .relative(1e-5, absolute: 1e-6)) == nil)
  }

  /// Checks count of steps and numbers of the optimizer, in whatever order they were saved.
  func checkState(_ model: Model, iterations: Int = 1) throws {
    let state = try #require(model.optimizerState)
    #expect(state.iterations == iterations)
    let parameters = model.parameters.parameters.filter(\.isTrainable)
    let expected = fixture.numbered("state").prefix(state.slotCount * parameters.count)
    let slots = (0..<state.slotCount).map { slot in
      parameters.map { state.value(slot, $0).bits }
    }
    let isSlotBySlot = slots.flatMap { $0 } == expected.map(\.bits)
    let isInterleaved =
      parameters.indices.flatMap { index in slots.map { $0[index] } } == expected.map(\.bits)
    #expect(isSlotBySlot || isInterleaved)
  }
}
