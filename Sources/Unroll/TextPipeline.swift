import UnrollKeras
public import UnrollNN
import UnrollTensor
public import UnrollText

/// A text model: a tokenizer, the vectors of words and a network, in one file.
///
/// The file is a `.keras` archive that Keras opens as a model on vectors; the text side lies
/// beside it under `assets/unroll/` (``TextAssets``).
///
/// ```swift
/// try TextPipeline(encoder, model).save(to: "lstm.keras")
/// let sentiment = try TextPipeline.load("lstm.keras")
/// print(try sentiment.predict("I hate that the dismal weather had me down for so long."))
/// ```
public struct TextPipeline {
  /// Turns texts into rows of vectors.
  public let encoder: TextEncoder
  /// The network.
  public let model: Model
  /// The names of the labels; the score of a model with one output belongs to the second.
  public let labels: [String]

  /// Joins an encoder and a network.
  ///
  /// - Parameters:
  ///   - encoder: turns texts into rows of vectors.
  ///   - model: a network that reads as many steps and features as the encoder gives.
  ///   - labels: the names of the labels.
  /// - Throws: `UnrollError` if the network does not fit the encoder or the labels.
  public init(
    _ encoder: TextEncoder, _ model: Model, labels: [String] = ["negative", "positive"]
  ) throws {
    guard let vectors = encoder.vectors else {
      throw UnrollError(
        .unsupported, "a text model needs an encoder with vectors",
        hint: "create the encoder with WordVectors")
    }
    let wanted: [Int?] = [encoder.length, vectors.dimension]
    let inputs = model.architecture.inputs
    guard inputs.count == 1, inputs[0].dimensions == wanted else {
      throw UnrollError(
        .shapeMismatch, "the network does not fit the encoder",
        expected: "an input of \(encoder.length) steps and \(vectors.dimension) features",
        found: inputs.map { "\($0.dimensions.map { $0.map(String.init) ?? "None" })" }
          .joined(separator: " and "),
        hint: "build network and encoder for the same length and the same vectors")
    }
    let outputs = try model.outputShape().columns
    guard labels.count == max(outputs, 2) else {
      throw UnrollError(
        .shapeMismatch, "the network has not as many outputs as there are labels",
        expected: "\(max(outputs, 2)) labels", found: "\(labels.count)",
        hint: "end the network with one output for each label, or one for two labels")
    }
    self.encoder = encoder
    self.model = model
    self.labels = labels
  }

  /// Writes the text model as one `.keras` file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: the file; its name ends in `.keras`.
  ///   - allowsNonFinite: whether weights that are infinite or no numbers are written.
  /// - Throws: `UnrollError` that names the file if it cannot be written, and the weight that is not
  ///   finite.
  public func save(to path: String, allowsNonFinite: Bool = false) throws {
    guard path.hasSuffix(".keras") else {
      throw UnrollError(
        .invalidInput, "a text model is one file that ends in .keras", path: [path],
        hint: "save the network alone with model.save(to:) for other formats")
    }
    try model.save(
      to: path, assets: TextAssets.assets(encoder: encoder, labels: labels),
      allowsNonFinite: allowsNonFinite)
  }

  /// Reads a text model.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - selfCheck: whether the network is held to the answers that the file carries.
  ///   - verifiesVectors: whether all word vectors are read once to compare their checksum, which
  ///     takes as long as reading the file; all else is compared anyway.
  /// - Returns: the text model.
  /// - Throws: `UnrollError` that names the file, says so if it holds a network alone, and names the
  ///   output that differs from what the file says.
  public static func load(
    _ path: String, selfCheck: Bool = true, verifiesVectors: Bool = false
  ) throws -> TextPipeline {
    try load(
      Model.loadWithNotes(path, selfCheck: selfCheck), path: path, verifiesVectors: verifiesVectors)
  }

  /// Takes the text side from the archive of a model; `path` is what errors call it.
  static func load(
    _ loaded: LoadedModel, path: String, verifiesVectors: Bool = false
  ) throws -> TextPipeline {
    guard let archive = loaded.archive, TextAssets.exist(in: archive) else {
      throw UnrollError(
        .invalidInput, "the file holds a network on vectors, without a text side", path: [path],
        expected: "a .keras file that unroll train wrote",
        hint: "give it arrays: unroll predict MODEL --input X.npy --output Y.npy")
    }
    let (encoder, labels) = try TextAssets.read(archive, verifiesVectors: verifiesVectors)
    return try locating(path) { try TextPipeline(encoder, loaded.model, labels: labels) }
  }

  /// Whether a file is a text model rather than a network on arrays.
  ///
  /// - Throws: `UnrollError` if the file cannot be read.
  public static func isTextModel(_ path: String) throws -> Bool {
    guard path.hasSuffix(".keras") else { return false }
    return TextAssets.exist(in: try KerasArchive(path: path))
  }

  /// A copy of the weights that predicts, on any number of threads.
  ///
  /// - Parameter threads: how many threads one call may use; nil for all cores.
  /// - Returns: the predictor.
  public func predictor(threads: Int? = nil) -> TextPredictor {
    TextPredictor(
      encoder: encoder, predictor: Predictor(model, threads: threads), labels: labels,
      threads: threads)
  }

  /// The score of one text; for many, make a ``predictor(threads:)`` once.
  ///
  /// - Returns: the probability of the second label, or of the likeliest one of several.
  /// - Throws: `UnrollError` if the network does not fit.
  public func predict(_ text: String) throws -> Float {
    try predictor(threads: 1).predict([text])[0].score
  }
}
