import Unroll
import UnrollNN
import UnrollTensor
import UnrollText

/// What `train` works on: encoded texts, and a fresh network that fits them.
struct Classifier {
  /// The texts to learn from.
  let training: TextDataset
  /// The texts for validation; nil if none are kept apart.
  let validation: TextDataset?
  /// The network with its text side.
  let pipeline: TextPipeline
  /// The number of different labels.
  var classes: Int { pipeline.labels.count }

  /// Encodes texts and builds the network.
  ///
  /// - Parameters:
  ///   - texts: the labelled texts; their training split is used.
  ///   - vectors: the vectors of words.
  ///   - command: the options.
  ///   - seed: decides the order of the texts and the weights.
  /// - Throws: `UnrollError` if the texts, vectors and network do not fit together.
  init(
    texts: LabeledTextArchive, vectors: WordVectors, command: Train, seed: UInt64
  ) throws {
    let classes = texts.labels.count
    let described = try command.architecture.map { try Self.architecture($0, command, vectors) }
    let length = described?.length ?? command.maxLength ?? 400
    let encoder = TextEncoder(vectors: vectors, length: length)
    let dataset = try ReadingNote.show("encoding texts", command.messages.console) {
      try encoder.encode(texts.train, threads: command.threads.count)
    }
    (training, validation) = try Self.split(dataset.shuffled(seed: seed), command)
    let architecture =
      described?.architecture
      ?? .sequential(
        command.network.sequential(time: length, features: vectors.dimension, classes: classes))
    let model = try Model(architecture, seed: seed)
    let kept =
      command.keepWords == .all ? encoder : encoder.keeping(Self.words([training, validation]))
    pipeline = try locating(command.architecture ?? "network") {
      try TextPipeline(kept, model, labels: texts.labels)
    }
  }

  /// Reads an architecture, and finds how long its texts are.
  private static func architecture(
    _ path: String, _ command: Train, _ vectors: WordVectors
  ) throws -> (architecture: Architecture, length: Int) {
    let architecture = try Architecture.load(path)
    let inputs = architecture.inputs
    guard inputs.count == 1 else {
      throw UnrollError(
        .shapeMismatch, "a network on texts has one input", path: [path], expected: "1",
        found: "\(inputs.count)", hint: "train networks with several inputs by unroll fit")
    }
    let sizes = inputs[0].dimensions
    guard sizes.count == 2, !inputs[0].isTokens, sizes[1] == vectors.dimension else {
      throw UnrollError(
        .shapeMismatch, "the network does not read these word vectors", path: [path],
        expected: "[None, length, \(vectors.dimension)]",
        found: "["
          + (["None"] + sizes.map { $0.map(String.init) ?? "None" })
          .joined(separator: ", ") + "]",
        hint: "give other --vectors, or an architecture for their size")
    }
    if let length = sizes[0], let wanted = command.maxLength, length != wanted {
      throw UnrollError(
        .shapeMismatch, "the architecture has a length of its own", path: [path],
        expected: "\(length) words", found: "--max-length \(wanted)",
        hint: "leave --max-length out")
    }
    guard let length = sizes[0] else {
      let length = command.maxLength ?? 400
      return (architecture.withInputs { $0.steps = length }, length)
    }
    return (architecture, length)
  }

  /// The words of texts, as ids.
  private static func words(_ parts: [TextDataset?]) -> Set<Int32> {
    var ids: Set<Int32> = []
    for part in parts.compactMap(\.?.texts) {
      for index in 0..<part.count { ids.formUnion(part[index]) }
    }
    return ids
  }

  private static func split(
    _ dataset: TextDataset, _ command: Train
  ) throws -> (TextDataset, TextDataset?) {
    let options = command.training
    let (first, second) = dataset.split(at: 1 - options.validationSplit)
    guard first.count > 0 else {
      throw UnrollError(
        .invalidInput, "no texts are left to learn from",
        path: [command.data.data ?? "built-in sample"],
        found: "\(dataset.count) texts, \(second.count) of them for validation",
        hint: "give more texts or a smaller --validation-split")
    }
    let validation = options.validationSamples.map(second.prefix) ?? second
    return (options.samples.map(first.prefix) ?? first, second.count > 0 ? validation : nil)
  }
}

extension TextEncoder {
  /// The same encoder, with the words of these ids alone.
  func keeping(_ ids: Set<Int32>) -> TextEncoder {
    guard let vectors else { return self }
    let rows = ids.filter { $0 >= 0 }.map(Int.init).sorted()
    return TextEncoder(tokenizer: tokenizer, vectors: vectors.selecting(rows), length: length)
  }
}
