import Foundation
import Testing
import Unroll

/// The notebook's steps on the built-in sample, as the README shows them.
@Suite("The notebook, on the built-in sample")
struct NotebookTests {
  @Test("trains, learns, saves, loads and predicts the same")
  func wholeJob() throws {
    let vectors = try WordVectors(contentsOf: BuiltInSample.vectors())
    let reviews = try LabeledTextArchive(contentsOf: BuiltInSample.reviews())
    let encoder = TextEncoder(tokenizer: .treebank, vectors: vectors, length: 60)
    let (train, validation) = try encoder.encode(reviews.train).shuffled(seed: 7).split(at: 0.8)

    let model = try Model(input: .features(time: 60, size: vectors.dimension), seed: 7) {
      GRU(16, returnSequences: true)
      Dropout(0.2)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
    let trainer = Trainer(
      model, optimizer: RMSprop(learningRate: 0.005), loss: .binaryCrossentropy,
      metrics: [.accuracy])
    let history = try trainer.fit(
      train, validation: validation, epochs: 6, batchSize: 32, seed: 7)
    #expect(history["loss"].count == 6)
    #expect(try #require(history.last("loss")) < history["loss"][0])
    #expect(try #require(history.last("accuracy")) > 0.7)
    #expect(history.history.keys.sorted() == ["accuracy", "loss", "val_accuracy", "val_loss"])

    let file = FileManager.default.temporaryDirectory
      .appending(path: "unroll-\(UUID().uuidString).keras").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    let pipeline = try TextPipeline(encoder, model)
    try pipeline.save(to: file)
    let sentence = "I hate that the dismal weather had me down for so long."
    #expect(try TextPipeline.load(file).predict(sentence) == pipeline.predict(sentence))
  }
}
