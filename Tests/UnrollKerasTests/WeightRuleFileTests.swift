import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor

@Suite("Rules of weights and activations in files")
struct WeightRuleFileTests {
  @Test("regularizers, constraints and initializers survive a file")
  func roundTrip() throws {
    let workshop = try Workshop()
    let path = workshop.path("rules.keras")
    let model = try Self.model()
    try model.save(to: path)
    let loaded = try Model.loadWithNotes(path)
    #expect(loaded.notes.isEmpty)
    let pairs = zip(model.parameters.parameters, loaded.model.parameters.parameters)
    for (written, read) in pairs {
      #expect(read.regularizer == written.regularizer, "\(written.path)")
      #expect(read.constraint == written.constraint, "\(written.path)")
    }
    let (original, back) = (model.architecture, loaded.model.architecture)
    let named = zip(original.elements, original.layerNames).map { $0.entry?.named($1) }
    #expect(back.elements.map(\.entry) == named)
  }

  @Test("a function that Keras 3 cannot name is refused before anything is written")
  func legacyHardSigmoid() throws {
    let workshop = try Workshop()
    let path = workshop.path("legacy.keras")
    let model = try Model(input: .features(time: 3, size: 2)) {
      Bidirectional(LSTM(2, recurrentActivation: .legacyHardSigmoid))
    }
    let error = failure { try model.save(to: path) }
    #expect(error?.code == .unsupported)
    #expect(error?.path.suffix(2) == ["bidirectional", "recurrent_activation"])
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  private static func model() throws -> Model {
    var cell = LSTM.Configuration(units: 2)
    cell.activation = .mish
    cell.recurrentActivation = .logSigmoid
    cell.kernelRegularizer = .l1l2(l1: 0.25, l2: 0.1)
    cell.recurrentRegularizer = .orthogonal(factor: 0.5, mode: .columns)
    cell.biasRegularizer = .l1(0.3)
    cell.kernelConstraint = .minMaxNorm(minimum: 0.1, maximum: 2, rate: 0.5, axes: [1])
    cell.recurrentConstraint = .unitNorm()
    cell.biasConstraint = .nonNegative
    cell.kernelInitializer = .varianceScaling(
      .init(scale: 3, mode: .average, distribution: .normal))
    var dense = Dense(4, activation: .sparsemax).configuration
    dense.kernelConstraint = .maxNorm(1.5, axes: [0, 1])
    dense.biasInitializer = .constant(0.125)
    return try Model(input: .features(time: 3, size: 2), seed: 3) {
      Bidirectional(LSTM(cell))
      Dense(dense)
    }
  }
}
