import Foundation
import Unroll

/// Writes the files that Unroll and its peers are measured on.
///
/// | file | content |
/// |---|---|
/// | `texts.json` | reviews of the training split, in a random order |
/// | `reviews.npy` | the first of them as vectors, `[reviews, time, features]`, padded with zeros |
/// | `labels.npy` | their labels |
/// | `full.npy` | random numbers in place of vectors, no padding |
/// | `lstm-300.keras` | an LSTM with the vectors of the reviews, untrained |
/// | `lstm-sample.keras` | the same with the vectors of the built-in sample |
/// | `vectors-200k.bin` | 200 000 vectors, made from those of the reviews |
struct Preparation {
  private static let wideCount = 200_000
  private static let fullCount = 128

  private let data: BenchData

  init(folder: String) {
    data = BenchData(folder: folder, blas: nil)
  }

  /// Reads an archive of reviews and their vectors, and writes all files.
  func run(archive: String, vectors: String) throws {
    try FileManager.default.createDirectory(at: data.folder, withIntermediateDirectories: true)
    let words = try WordVectors(contentsOf: vectors)
    guard words.dimension == BenchData.features else {
      throw BenchError("the vectors have \(words.dimension) elements, not \(BenchData.features)")
    }
    try writeReviews(LabeledTextArchive(contentsOf: archive), words)
    try writeModel("lstm-300.keras", words)
    try writeModel("lstm-sample.keras", WordVectors(contentsOf: BuiltInSample.vectors()))
    try writeFull()
    try widened(words).write(to: data.path("vectors-200k.bin"), format: .word2VecBinary)
  }

  private func writeReviews(_ archive: LabeledTextArchive, _ words: WordVectors) throws {
    var random = RandomSource(seed: 7)
    let places = random.permutation(archive.train.count).prefix(BenchData.textCount)
    guard places.count >= BenchData.reviewCount else {
      throw BenchError("the archive holds \(places.count) training reviews, too few to measure")
    }
    let texts = places.map { archive.train[$0].text }
    try JSONEncoder().encode(texts).write(to: data.folder.appending(path: "texts.json"))
    let labels = places.prefix(BenchData.reviewCount).map { Float(archive.train[$0].label) }
    let encoder = TextEncoder(vectors: words, length: BenchData.time)
    let ids = try encoder.encode(Array(texts.prefix(labels.count)), labels: labels)
    let shape: Shape = [labels.count, BenchData.time, BenchData.features]
    let dense = Tensor<Float>(shape: shape) { array in
      words.table.withRef { table in
        for review in 0..<ids.count {
          let steps = array.slices(review..<(review + 1)).flattened
          for (step, id) in ids[review].enumerated() {
            steps.slices(step..<(step + 1)).assign(table.slices(Int(id)..<(Int(id) + 1)))
          }
        }
      }
    }
    try NumPyFile.write(dense, to: data.path("reviews.npy"))
    try NumPyFile.write(
      Tensor(shape: [labels.count], scalars: labels), to: data.path("labels.npy"))
  }

  private func writeModel(_ name: String, _ words: WordVectors) throws {
    let encoder = TextEncoder(vectors: words, length: BenchData.time)
    let model = try Model(
      input: .features(time: BenchData.time, size: words.dimension), seed: 7
    ) {
      LSTM(50, returnSequences: true)
      Dropout(0.2)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
    model.compilation = Compilation(
      optimizer: RMSprop(), loss: BinaryCrossentropy(), metrics: [.accuracy])
    try TextPipeline(encoder, model).save(to: data.path(name))
  }

  private func writeFull() throws {
    var random = RandomSource(seed: 9)
    let shape: Shape = [Self.fullCount, BenchData.time, BenchData.features]
    let full = Tensor<Float>(shape: shape) { array in
      let flat = array.flat
      for index in 0..<flat.count { flat[0, index] = Float(random.normal()) * 0.1 }
    }
    try NumPyFile.write(full, to: data.path("full.npy"))
  }

  /// The vectors again and again with noise, under numbered words.
  private func widened(_ words: WordVectors) throws -> WordVectors {
    var (vocabulary, random) = (Vocabulary(), RandomSource(seed: 11))
    var values: [Float] = []
    values.reserveCapacity(Self.wideCount * words.dimension)
    for row in 0..<Self.wideCount {
      let (again, place) = row.quotientAndRemainder(dividingBy: words.count)
      let word = words.vocabulary.bytes(at: place) + (again == 0 ? "" : "_\(again)").utf8
      let isNew = vocabulary.insert(word.span).isNew
      guard isNew else { throw BenchError("the vectors hold a word twice") }
      values += words.table[place].map { $0 + Float(random.uniform() - 0.5) * 0.02 }
    }
    let matrix = Tensor(shape: [Self.wideCount, words.dimension], scalars: values)
    return try WordVectors(vocabulary: vocabulary, table: VectorTable(matrix))
  }
}
