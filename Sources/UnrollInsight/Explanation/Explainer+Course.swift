import UnrollNN
import UnrollTensor
import UnrollText

extension Explainer {
  /// The outputs for the first 0, 1, … all steps of a sample, each padded as the sample is.
  func course(_ sample: ReadSample) throws -> [[Float]] {
    let count = sample.steps.count + 1
    let outputs: Tensor<Float>
    if let encoder, let vectors = encoder.vectors {
      outputs = try predictor.predict(Self.prefixes(sample, encoder, vectors))
    } else {
      let scalars = (0..<count).flatMap { sample.prefix($0) }
      let shape = Shape([count] + sample.input.shape.dimensions.dropFirst())
      outputs = try predictor.predict(Tensor(shape: shape, scalars: scalars))
    }
    let columns = outputs.shape.columns
    let scalars = outputs.scalars
    return (0..<count).map { Array(scalars[$0 * columns..<($0 + 1) * columns]) }
  }

  private static func prefixes(
    _ sample: ReadSample, _ encoder: TextEncoder, _ vectors: WordVectors
  ) throws -> TextDataset {
    let counts = 0...sample.ids.count
    var (ids, offsets): ([Int32], [Int]) = ([], [0])
    for count in counts {
      ids += sample.ids.prefix(count)
      offsets.append(ids.count)
    }
    let texts = try TokenizedDataset(
      ids: ids, offsets: offsets, labels: counts.map { _ in 0 }, length: encoder.length)
    return TextDataset(texts, vectors: vectors)
  }
}
