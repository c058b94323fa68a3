import ArgumentParser
import Foundation
import Unroll
import UnrollInsight
import UnrollKeras
import UnrollNN
import UnrollTensor

/// `unroll gradients`: how much gradient reaches each time step.
struct Gradients: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Measures how much gradient reaches each time step: how far memory reaches.",
    discussion: """
      For each model the derivative of its last recurrent state by every vector that was read \
      before, as a norm, averaged over texts: near zero at a distance, nothing from so far back is \
      remembered, and nothing so far back can be learned from. Of a bidirectional layer the \
      forward cell is followed. Without a model, a SimpleRNN, an LSTM and a GRU are trained on the \
      built-in sample and compared.

      Examples:
        unroll gradients
        unroll gradients rnn.keras lstm.keras gru.keras --html reach.html
        unroll gradients lstm.keras --data aclImdb_v1.tar.gz --steps 200
        unroll gradients lstm.keras --text "A long and winding sentence."
        unroll gradients keras-model.keras --input X.npy --json
      """)

  @Argument(
    help: "Models; without any, three are trained.",
    completion: .file(extensions: ["keras", "h5", "json"]))
  var models: [String] = []

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(help: ArgumentHelp("One text instead of data.", valueName: "text"))
  var text: String?

  @Option(
    help: ArgumentHelp("An array .npy of samples, for models on arrays.", valueName: "file.npy"),
    completion: .file(extensions: ["npy"]))
  var input: String?

  @Option(help: ArgumentHelp("The most steps of a text; longer ones are cut.", valueName: "n"))
  var steps = 100

  @Option(help: ArgumentHelp("The most texts.", valueName: "n")) var texts = 32

  @Option(help: ArgumentHelp("Decides order and weights of trained models.", valueName: "n"))
  var seed: UInt64 = 7

  @OptionGroup var selfCheck: SelfCheckOptions
  @OptionGroup var document: DocumentOptions
  @OptionGroup var threads: ThreadOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func validate() throws {
    guard [data.data, text, input].compactMap({ $0 }).count <= 1 else {
      throw ValidationError("Give --data, --text or --input, one of them.")
    }
    guard input == nil || !models.isEmpty else {
      throw ValidationError("--input needs a model.")
    }
    for (name, value) in [("steps", steps), ("texts", texts)] where value < 1 {
      throw ValidationError("--\(name) must be 1 or more, not \(value).")
    }
  }

  func run() throws {
    try document.check()
    let reach = try input.map(reachOfArrays) ?? reachOfTexts()
    try document.write(reach) {
      GradientText(reach, style: .standardOutput).description
    }
  }

  private func reachOfTexts() throws -> GradientReach {
    let pipelines =
      models.isEmpty
      ? try SampleModels(seed: seed, threads: threads.count).train(messages.console)
      : try models.map { (Self.name($0), try TextPipeline.load($0, selfCheck: selfCheck.isWanted)) }
    let texts = try text.map { [$0] } ?? readTexts()
    let samples = try ReachSamples(
      texts, pipelines.map(\.1), steps: steps, most: self.texts)
    let curves = try pipelines.indices.map { index in
      try locating(models.isEmpty ? pipelines[index].0 : models[index]) {
        try samples.meters[index].curve(samples.vectors[index], name: pipelines[index].0)
      }
    }
    return GradientReach(curves: curves, texts: samples.count, steps: samples.steps)
  }

  private func readTexts() throws -> [String] {
    let archive = try data.read([.train, .test], messages.console)
    return (archive.test ?? archive.train).prefix(ReachSamples.lookedAt).map(\.text)
  }

  private func reachOfArrays(_ path: String) throws -> GradientReach {
    let array = try NumPyFile.read(path)
    guard array.shape.rank > 1, array.shape[0] > 0, array.shape[1] > 0 else {
      throw UnrollError(
        .invalidInput, "the array holds no sequences", path: [path],
        expected: "[samples, steps, features] or [samples, steps]",
        found: array.shape.description, hint: "give samples along the first axis")
    }
    let (count, kept) = (min(texts, array.shape[0]), min(steps, array.shape[1]))
    let samples = (0..<count).map { array.row($0).prefix(steps: kept) }
    let curves = try models.map { path in
      let model = try Model.load(path, selfCheck: selfCheck.isWanted)
      return try locating(path) { try ReachMeter(model).curve(samples, name: Self.name(path)) }
    }
    return GradientReach(curves: curves, texts: count, steps: kept)
  }

  private static func name(_ path: String) -> String {
    URL(filePath: path).deletingPathExtension().lastPathComponent
  }
}

extension Tensor where Scalar == Float {
  /// The first steps of a sequence.
  fileprivate func prefix(steps: Int) -> Tensor {
    let width = shape.count / max(shape[0], 1)
    return Tensor(
      shape: Shape([steps] + shape.dimensions.dropFirst()),
      scalars: Array(scalars[..<(steps * width)]))
  }
}
