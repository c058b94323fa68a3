import Testing
import UnrollNN
import UnrollTensor

/// Layers that put their output where their input was must not take from anybody what he reads.
@Suite("Layers that share memory")
struct MemoryReuseTests {
  struct Chain: Sendable, CustomTestStringConvertible {
    let name: String
    @LayerBuilder let layers: @Sendable () -> [LayerEntry]
    var testDescription: String { name }

    func model() throws -> Model {
      try Model(Sequential(input: .features(time: 5, size: 4), entries: layers()), seed: 3)
    }
  }

  static let chains: [Chain] = [
    Chain(name: "dropout and flatten after a cell") {
      LSTM(3, returnSequences: true)
      Dropout(0.4)
      Flatten()
      Dropout(0.3)
      Dense(2, activation: .tanh)
    },
    Chain(name: "dropout after an activation that is read again") {
      Dense(6, activation: .tanh)
      Dropout(0.4)
      Flatten()
      Dense(1, activation: .sigmoid)
    },
    Chain(name: "flatten, then dropout, after an activation that is read again") {
      Dense(3, activation: .sigmoid)
      Flatten()
      Dropout(0.5)
    },
    Chain(name: "dropout first, and between two directions and a pool") {
      Dropout(0.2)
      Bidirectional(GRU(3, returnSequences: true), merge: .mul)
      Dropout(0.4)
      GlobalMaxPooling1D()
    },
  ]

  @Test("gradients agree with central differences", arguments: chains)
  func gradients(_ chain: Chain) throws {
    let model = try chain.model()
    var random = RandomSource(seed: 5)
    let numbers = Tensor(
      shape: [3, 5, 4], scalars: (0..<60).map { _ in Float(random.normal()) })
    let shape = try model.differentiate(.dense(numbers), cotangent: nil).output.shape
    let cotangent = Tensor(
      shape: shape, scalars: (0..<shape.count).map { _ in Float(random.normal()) })
    let found = try model.differentiate(.dense(numbers), cotangent: cotangent)
    let check = GradientCheck(model: model, cotangent: cotangent)
    for (index, gradient) in found.weights.enumerated() {
      try check.weights(index, agreeWith: gradient, .dense(numbers))
    }
    if let gradient = found.input { try check.input(numbers, agreesWith: gradient) }
  }

  @Test("a dropout after a cell costs no memory")
  func memory() throws {
    func bytes(_ extra: [LayerEntry]) throws -> Int {
      let layers = [LayerEntry(LSTM(8, returnSequences: true))] + extra
      let entries = layers + [LayerEntry(Flatten()), LayerEntry(Dense(1))]
      let sequential = Sequential(input: .features(time: 50, size: 4), entries: entries)
      return try Plan(sequential, batch: 16, form: .dense, mode: .training).workspaceBytes
    }
    #expect(try bytes([LayerEntry(Dropout(0.5))]) == bytes([]))
  }

  @Test(
    "samples are read where they lie, or copied, with the same result", arguments: [false, true])
  func scattered(_ copies: Bool) throws {
    var random = RandomSource(seed: 8)
    let inputs = Tensor(
      shape: [40, 5, 4], scalars: (0..<800).map { _ in Float(random.normal()) })
    let targets = Tensor(shape: [40, 1], scalars: (0..<40).map { Float($0 % 2) })
    func train(_ dataset: some Dataset) throws -> [Tensor<Float>] {
      let model = try Model(input: .features(time: 5, size: 4), seed: 3) {
        // A dropout of nothing wants its samples together.
        if copies { Dropout(0) }
        Bidirectional(LSTM(3))
        Dense(1, activation: .sigmoid)
      }
      let trainer = Trainer(model, optimizer: SGD(), loss: .binaryCrossentropy)
      _ = try trainer.fit(dataset, epochs: 2, batchSize: 17, seed: 4)
      return model.parameters.values
    }
    let found = try train(ArrayDataset(inputs, targets))
    #expect(try found == train(CopyingDataset(numbers: inputs, targets: targets)))
  }

  /// Copies its samples into the batch, as a data set of somebody else does.
  private struct CopyingDataset: Dataset {
    let numbers: Tensor<Float>
    let targets: Tensor<Float>

    var count: Int { numbers.shape[0] }
    var inputs: [InputDescription] { [InputDescription(.dense, [5, 4])] }
    var targetShapes: [Shape] { [[1]] }

    func fill(_ batch: Batch, _ indices: ArraySlice<Int>) {
      for (row, index) in indices.enumerated() {
        let source = numbers.row(index).reshaped([1, 5, 4])
        batch.inputs[0].dense.slices(row..<(row + 1)).assign(source.scalars)
        batch.targets[0][row, 0] = targets[index, 0]
      }
    }
  }
}
