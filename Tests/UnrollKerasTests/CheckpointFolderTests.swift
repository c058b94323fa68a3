import Foundation
import Testing
import UnrollKeras
import UnrollNN
import UnrollTensor

@Suite("A folder of checkpoints")
struct CheckpointFolderTests {
  private let workshop: Workshop
  private var folder: String { workshop.path("states") }

  init() throws { workshop = try Workshop() }

  private func train(
    resumes: Bool, epochs: Int = 3, batchSize: Int = 4, learningRate: Double = 0.01
  ) throws -> (weights: [Tensor<Float>], folder: CheckpointFolder) {
    let model = try Model(input: .vector(3), seed: 2) { Dense(2, activation: .tanh) }
    var random = RandomSource(seed: 9)
    let inputs = Tensor(shape: [8, 3], scalars: (0..<24).map { _ in Float(random.normal()) })
    let data = try ArrayDataset(inputs, Tensor(repeating: 0.5, shape: [8, 2]))
    let checkpoints = try CheckpointFolder(folder, every: .batches(1), resumes: resumes)
    try Trainer(
      model, optimizer: Adam(learningRate: .constant(learningRate)), loss: MeanSquaredError()
    ).fit(
      data, epochs: epochs, batchSize: batchSize, seed: 1, checkpoints: checkpoints)
    return (model.parameters.values, checkpoints)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".npz") }.sorted()
  }

  @Test("keeps the newest three, and goes on from the newest to more epochs")
  func goesOn() throws {
    let whole = try train(resumes: true, epochs: 4).weights
    try FileManager.default.removeItem(atPath: folder)
    _ = try train(resumes: true, epochs: 2)
    #expect(
      try files() == [
        "checkpoint-0002-0000001.npz", "checkpoint-0002-0000002.npz",
        "checkpoint-0003-0000000.npz",
      ])
    let resumed = try train(resumes: true, epochs: 4)
    #expect(resumed.folder.resumedFile == "checkpoint-0003-0000000.npz")
    #expect(resumed.folder.seed == nil, "the state is not held longer than it is needed")
    #expect(resumed.weights == whole)
  }

  @Test("torn anywhere, or changed in any byte, is told from a whole one")
  func damage() throws {
    let whole = try train(resumes: true).weights
    let newest = try #require(try files().last)
    let content = try workshop.read("states/" + newest)
    func outcome(_ bytes: [UInt8]) throws -> (isNoted: Bool, weights: [Tensor<Float>]) {
      try workshop.write("states/" + newest, bytes)
      let (weights, checkpoints) = try train(resumes: true)
      return (checkpoints.notes.count == 1, weights)
    }
    for end in stride(from: 0, to: content.count, by: 97) {
      let (isNoted, weights) = try outcome(Array(content[..<end]))
      #expect(isNoted, "cut at \(end)")
      #expect(weights == whole)
    }
    var harmless = 0
    for place in stride(from: 0, to: content.count, by: 61) {
      var bytes = content
      bytes[place] ^= 0x10
      let (isNoted, weights) = try outcome(bytes)
      // Times and padding of the archive say nothing of the run.
      harmless += isNoted ? 0 : 1
      #expect(weights == whole, "byte \(place)")
    }
    #expect(harmless < content.count / 61 / 3)
  }

  @Test("of which no file is whole is refused, and so is beginning anew over another run")
  func refusals() throws {
    _ = try train(resumes: true)
    let again = #expect(throws: UnrollError.self) { try train(resumes: false) }
    #expect(again?.message.contains("earlier run") == true)
    for file in try files() { try workshop.write("states/" + file, [1, 2, 3]) }
    let torn = #expect(throws: UnrollError.self) { try train(resumes: true) }
    #expect(torn?.message == "no checkpoint in the folder is whole")
    #expect(try files().count == 3, "nothing is removed")
  }

  @Test("belongs to one run: other options are refused, and the message says which")
  func otherRuns() throws {
    _ = try train(resumes: true)
    let size = #expect(throws: UnrollError.self) { try train(resumes: true, batchSize: 2) }
    #expect(size?.message.contains("the batch size differs") == true)
    let rate = #expect(throws: UnrollError.self) { try train(resumes: true, learningRate: 0.1) }
    #expect(rate?.message.contains("what it is trained with") == true)
  }

  @Test("belongs to one process at a time")
  func locks() throws {
    let first = try CheckpointFolder(folder, resumes: true)
    let second = #expect(throws: UnrollError.self) { try CheckpointFolder(folder, resumes: true) }
    #expect(second?.message == "another process works in this folder")
    withExtendedLifetime(first) {}
  }
}
