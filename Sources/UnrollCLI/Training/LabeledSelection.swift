import Unroll
import UnrollNN
import UnrollTensor
import UnrollText

/// The part of labelled texts that a model is evaluated on.
struct LabeledSelection {
  /// The texts.
  let texts: LabeledTexts
  /// The names of their labels.
  let labels: [String]
  private let name: String

  /// Picks a split, or all texts of data that is not split.
  ///
  /// - Parameters:
  ///   - archive: all texts.
  ///   - split: the split that was asked for; nil for the test split if there is one.
  ///   - options: where the texts come from, for messages.
  ///   - console: told when there was nothing to choose.
  /// - Throws: `UnrollError` if there is no such split.
  init(
    _ archive: LabeledTextArchive, _ split: Evaluate.Split?, _ options: DataOptions,
    _ console: Console
  ) throws {
    name = options.data ?? "built-in sample"
    labels = archive.labels
    switch (split, archive.test) {
    case (.train, _): texts = archive.train
    case (_, let test?): texts = test
    case (.test, nil):
      throw UnrollError(
        .notFound, "the data has no test split", path: [name],
        found: "\(archive.train.count) texts without a split",
        hint: "leave --split out to evaluate on all texts")
    case (nil, nil):
      console.note("\(name) has no test split: evaluating on all its texts")
      texts = archive.train
    }
  }

  /// The texts as a model reads them, with its numbers for the labels.
  ///
  /// - Parameters:
  ///   - pipeline: the model.
  ///   - threads: how many threads encode.
  /// - Returns: the dataset.
  /// - Throws: `UnrollError` if the model does not know a label.
  func encoded(for pipeline: TextPipeline, threads: Int) throws -> TextDataset {
    let places = labels.map { pipeline.labels.firstIndex(of: $0) }
    if let unknown = places.firstIndex(of: nil) {
      throw UnrollError(
        .invalidInput, "the model does not know the label \"\(labels[unknown])\"", path: [name],
        expected: pipeline.labels.joined(separator: ", "),
        hint: "evaluate on data with the labels that the model was trained on")
    }
    let dataset = try pipeline.encoder.encode(texts, threads: threads)
    guard places != Array(pipeline.labels.indices), let vectors = pipeline.encoder.vectors else {
      return dataset
    }
    let numbers = dataset.texts.labels.map { Float(places[Int($0)] ?? 0) }
    let renumbered = try TokenizedDataset(
      ids: dataset.texts.ids, offsets: dataset.texts.offsets, labels: numbers,
      length: dataset.texts.length)
    return TextDataset(renumbered, vectors: vectors)
  }
}

extension TextPipeline {
  /// How a text model is measured, where its file does not say.
  func defaultCompilation() throws -> Compilation {
    let loss: any Loss =
      try model.outputShape().columns == 1
      ? BinaryCrossentropy() : SparseCategoricalCrossentropy()
    return Compilation(optimizer: RMSprop(), loss: loss, metrics: [.accuracy])
  }
}
