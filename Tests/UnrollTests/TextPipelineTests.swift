import Foundation
import Testing
import Unroll

@Suite("A text model")
struct TextPipelineTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "unroll-\(UUID().uuidString)")

  private func encoder() throws -> TextEncoder {
    let words = Vocabulary(["good", "bad", "film", ".", "n't", "``"])
    let numbers = (0..<(6 * 4)).map { Float($0 % 7) / 7 - 0.4 }
    let table = VectorTable(Tensor(shape: [6, 4], scalars: numbers))
    return TextEncoder(vectors: try WordVectors(vocabulary: words, table: table), length: 5)
  }

  private func pipeline(outputs: Int = 1, labels: [String]) throws -> TextPipeline {
    let model = try Model(input: .features(time: 5, size: 4), seed: 3) {
      LSTM(3, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(outputs, activation: outputs == 1 ? .sigmoid : .softmax)
    }
    return try TextPipeline(try encoder(), model, labels: labels)
  }

  private func path(_ name: String) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder.appending(path: name).path
  }

  @Test("predicts the same after it was saved and loaded, to the bit")
  func survives() throws {
    let pipeline = try pipeline(labels: ["no", "yes"])
    let file = try path("model.keras")
    try pipeline.save(to: file)
    let loaded = try TextPipeline.load(file)
    #expect(try TextPipeline.isTextModel(file))
    #expect(loaded.labels == ["no", "yes"])
    let texts = [
      "A good film.", "It isn't good", "", "\"unknown\" words only", "bad bad bad bad bad bad",
    ]
    let expected = try pipeline.predictor().predict(texts)
    #expect(try loaded.predictor(threads: 1).predict(texts) == expected)
    #expect(try loaded.predict(texts[0]) == expected[0].score)
    #expect(Set(expected.map(\.score)).count > 2)
  }

  @Test("two saves of one model are the same bytes")
  func isDeterministic() throws {
    let (first, second) = (try path("first.keras"), try path("second.keras"))
    try pipeline(labels: ["no", "yes"]).save(to: first)
    try pipeline(labels: ["no", "yes"]).save(to: second)
    let files = try [first, second].map { try Data(contentsOf: URL(filePath: $0)) }
    #expect(files[0] == files[1])
  }

  @Test("with several outputs names the likeliest label")
  func severalLabels() throws {
    let predictions = try pipeline(outputs: 3, labels: ["a", "b", "c"])
      .predictor().predict(["good", "bad film"])
    for prediction in predictions {
      let best = prediction.outputs.max()
      #expect(prediction.score == best)
      #expect(prediction.outputs.reduce(0, +) - 1 < 1e-5)
      let index = try #require(prediction.outputs.firstIndex { $0 == best })
      #expect(prediction.label == ["a", "b", "c"][index])
    }
  }

  @Test("refuses a network that does not fit its encoder or labels")
  func mustFit() throws {
    let wide = try Model(input: .features(time: 5, size: 9)) {
      LSTM(3)
      Dense(1, activation: .sigmoid)
    }
    let error = #expect(throws: UnrollError.self) { _ = try TextPipeline(encoder(), wide) }
    #expect(error?.description.contains("5 steps and 4 features") == true)
    #expect(throws: UnrollError.self) { try pipeline(outputs: 3, labels: ["a", "b"]) }
  }

  @Test("a network without a text side is named as such")
  func networkAlone() throws {
    let model = try Model(input: .features(time: 5, size: 4)) { LSTM(3) }
    let file = try path("network.keras")
    try model.save(to: file)
    #expect(try !TextPipeline.isTextModel(file))
    let error = #expect(throws: UnrollError.self) { try TextPipeline.load(file) }
    #expect(error?.description.contains("without a text side") == true)
    #expect(error?.description.contains(file) == true)
  }

  @Test(
    "a damaged text side is refused with its place",
    arguments: [
      ("words.bin", "word"), ("word_ends.bin", "word"), ("vectors.f32", "vectors"),
      ("text.json", "text"),
    ])
  func damaged(_ member: String, _ message: String) throws {
    let good = try path("good.keras")
    let pipeline = try pipeline(labels: ["no", "yes"])
    try pipeline.save(to: good)
    let archive = try KerasArchive(path: good)
    let assets = try archive.memberNames.filter { $0.hasPrefix("assets/") }.map { name in
      let bytes = try archive.bytes(name).toArray()
      return KerasAsset(name, name.hasSuffix(member) ? Array(bytes.dropLast(3)) : bytes)
    }
    let bad = try path("bad.keras")
    try pipeline.model.save(to: bad, assets: assets)
    let error = #expect(throws: UnrollError.self) { try TextPipeline.load(bad) }
    #expect(error?.description.contains(message) == true)
    #expect(error?.path.first == bad)
  }
}
