import Foundation
import UnrollTensor
import UnrollText

@testable import Unroll
@testable import UnrollArchive
@testable import UnrollKeras
@testable import UnrollNN

/// Readers of models: descriptions in JSON of Keras 2 and 3, and `.keras` archives.
enum ModelReaders {
  static let all = [
    HostileReader("architecture", longest: 8192, architecture),
    HostileReader("compilation", compilation),
    HostileReader("keras", keras), HostileReader("textmodel", longest: 2048, textModel),
    HostileReader("template", longest: 256, template),
    HostileReader("shards", longest: 1024, shards),
    HostileReader("checkpoint", longest: 2048, checkpoint),
    HostileReader("selfcheck", longest: 2048, selfCheck),
  ]

  /// The description of a model.
  @Sendable private static func architecture(_ bytes: [UInt8]) throws {
    let description = try Dialect.modern(JSONDocument(bytes).value)
    var reader = ArchitectureReader(customLayers: [])
    let architecture = try reader.architecture(description)
    try tolerating { try ArchitectureUse.check(architecture) }
  }

  /// Optimizer, losses and metrics.
  @Sendable private static func compilation(_ bytes: [UInt8]) throws {
    let value = try JSONDocument(bytes).value
    let outputs = value["outputs"]?.array?.compactMap(\.string) ?? ["output"]
    for config in [value, TrainingDialect.modern(value)] {
      try tolerating { _ = try CompilationReader.compilation(config, outputs: outputs) }
    }
  }

  /// A `.keras` archive: as it is, or of parts for its members.
  @Sendable private static func keras(_ bytes: [UInt8]) throws {
    guard !bytes.starts(with: Array("PK".utf8)) else { return try load(bytes) }
    let parts = Parts(bytes)
    var zip = StoredZip()
    zip.add("config.json", parts[0] ?? [])
    if let metadata = parts[1] { zip.add("metadata.json", metadata) }
    zip.add("model.weights.h5", try Self.weights.get())
    try load(zip.finish())
  }

  /// The text side of a text model, of parts for its members.
  @Sendable private static func textModel(_ bytes: [UInt8]) throws {
    let parts = Parts(bytes)
    var zip = StoredZip()
    zip.add("config.json", try Self.config.get())
    for (index, name) in ["text.json", "words.bin", "word_ends.bin", "vectors.f32"].enumerated() {
      if let part = parts[index] { zip.add("assets/unroll/" + name, part) }
    }
    zip.add("model.weights.h5", try Self.weights.get())
    try load(zip.finish())
  }

  private static func load(_ bytes: [UInt8]) throws {
    let archive = try KerasArchive(bytes: bytes, limits: ArchiveReaders.limits)
    let loaded = try Model.load(archive)
    let pipeline = try TextPipeline.load(loaded, path: "input")
    _ = try pipeline.predict("good, n't bad")
  }

  /// The index of weights in several files.
  @Sendable private static func shards(_ bytes: [UInt8]) throws {
    for name in try ShardedFiles.places(JSONDocument(bytes).value).values.joined() {
      precondition(!name.contains("/") && name.hasSuffix(".weights.h5"), "a file beside the index")
    }
  }

  /// The state of a run of training, of parts for its members, and a model that goes on with it.
  @Sendable private static func checkpoint(_ bytes: [UInt8]) throws {
    let parts = Parts(bytes)
    var zip = StoredZip()
    zip.add("progress.json", parts[0] ?? [])
    let names = ["weights/0", "weights/1", "optimizer/0/0", "optimizer/0/1", "states"]
    for (index, name) in names.enumerated() {
      if let part = parts[index + 1] { zip.add(name + ".npy", part) }
    }
    let file = try ZipFile(
      FileBytes(zip.finish()), name: "input", limits: ArchiveReaders.limits)
    let state = try StoredCheckpoint.read(file)
    let model = try Model(input: .vector(2), seed: 5) { Dense(2) }
    try model.restore(state, SGD())
  }

  /// What a model is asked when it is loaded, of parts for its members.
  @Sendable private static func selfCheck(_ bytes: [UInt8]) throws {
    let parts = Parts(bytes)
    let (config, weights) = (try Self.config.get(), try Self.weights.get())
    // Answers of other weights are not looked at, so the description gets the right checksums.
    let description = String(decoding: parts[0] ?? [], as: UTF8.self)
      .replacing("\"C\"", with: "\(Checksum.of(config.span.bytes))")
      .replacing("\"W\"", with: "\(Checksum.of(weights.span.bytes))")
    var zip = StoredZip()
    zip.add("config.json", config)
    zip.add("model.weights.h5", weights)
    zip.add("assets/unroll/self_check.json", Array(description.utf8))
    for (index, name) in ["input_0", "output_0"].enumerated() {
      if let part = parts[index + 1] { zip.add("assets/unroll/self_check/\(name).npy", part) }
    }
    _ = try Model.load(KerasArchive(bytes: zip.finish(), limits: ArchiveReaders.limits))
  }

  /// The template of a path.
  @Sendable private static func template(_ bytes: [UInt8]) throws {
    let template = try PathTemplate(String(decoding: bytes, as: UTF8.self))
    _ = try template.path(["epoch": 3, "batch": .max], ["val_loss": 0.25, "loss": .infinity])
  }

  /// A model on five words of four numbers, its parts as Unroll writes them.
  private static func model() throws -> Model {
    try Model(input: .features(time: 5, size: 4), seed: 3) {
      LSTM(3, returnSequences: true)
      GlobalMaxPooling1D()
      Dense(1, activation: .sigmoid)
    }
  }
  private static let weights = Result {
    try WeightWriter(model()).image(optimizer: nil)
  }
  private static let config = Result {
    try Array(JSONText(ArchitectureWriter(model().architecture).description()).text.utf8)
  }
}
