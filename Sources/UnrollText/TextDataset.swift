public import UnrollNN
public import UnrollTensor

/// Encoded texts with the vectors of their words: what a text model is trained on.
///
/// A batch takes row numbers into the table of vectors; `[batch, time, features]` is never built.
public struct TextDataset: Dataset {
  /// The encoded texts.
  public let texts: TokenizedDataset
  private let vectors: VectorTable

  /// Joins encoded texts with the vectors that their ids stand for.
  public init(_ texts: TokenizedDataset, vectors: WordVectors) {
    self.texts = texts
    self.vectors = vectors.table
  }

  private init(_ texts: TokenizedDataset, _ vectors: VectorTable) {
    self.texts = texts
    self.vectors = vectors
  }

  /// The number of texts.
  public var count: Int { texts.count }
  /// Texts are rows of the table of vectors, cut and padded to one length.
  public var inputs: [InputDescription] {
    [InputDescription(.rows, [texts.length], table: vectors)]
  }
  /// `[]`: a label is one number.
  public var targetShapes: [Shape] { [[]] }

  /// Copies texts, cut and padded at the end, and their labels into a batch.
  public func fill(_ batch: Batch, _ indices: ArraySlice<Int>) {
    for (row, index) in indices.enumerated() {
      let ids = batch.inputs[0].ids.slices(row..<(row + 1))
      texts.copy(index, into: ids.reshaped([texts.length]))
      batch.targets[0][0, row] = texts.label(at: index)
    }
  }

  /// The same texts in a random order, the same for the same seed.
  public func shuffled(seed: UInt64) -> TextDataset {
    TextDataset(texts.shuffled(seed: seed), vectors)
  }

  /// The first part of the texts, and the rest.
  public func split(at fraction: Double) -> (first: TextDataset, second: TextDataset) {
    let (first, second) = texts.split(at: fraction)
    return (TextDataset(first, vectors), TextDataset(second, vectors))
  }

  /// The first texts.
  public func prefix(_ count: Int) -> TextDataset { TextDataset(texts.prefix(count), vectors) }
}

extension TextEncoder {
  /// Encodes labelled texts, in parallel; the result does not depend on the number of threads.
  ///
  /// - Parameters:
  ///   - texts: the texts.
  ///   - threads: the most threads to use; nil uses all cores.
  /// - Returns: the texts in their order, with the vectors of the encoder.
  /// - Throws: `UnrollError` if the encoder has no vectors.
  public func encode(_ texts: LabeledTexts, threads: Int? = nil) throws -> TextDataset {
    guard let vectors else {
      throw UnrollError(
        .unsupported, "an encoder without vectors makes no dataset",
        hint: "create the encoder with WordVectors")
    }
    let encoded = try encode(
      count: texts.count, labels: texts.labels.map(Float.init), threads: threads
    ) { index, append in append(texts.bytes(at: index).span) }
    return TextDataset(encoded, vectors: vectors)
  }
}
