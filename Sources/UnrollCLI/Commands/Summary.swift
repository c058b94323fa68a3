import ArgumentParser
import Unroll
import UnrollNN

/// `unroll summary`: the layers of a model.
struct Summary: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Prints the table of layers that Keras prints.",
    discussion: """
      Of a .json description the weights are not needed.

      Examples:
        unroll summary reviews.keras
        unroll summary simplernn_model1.json
      """)

  @OptionGroup var model: ModelOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let console = messages.console
    if model.model.hasSuffix(".json") && model.weights == nil {
      let network = try Model(Architecture.load(model.model))
      return try StandardOutput.print(network.summary(), terminator: "")
    }
    guard try TextPipeline.isTextModel(model.model) else {
      return try StandardOutput.print(model.load(console).summary(), terminator: "")
    }
    let pipeline = try TextPipeline.load(model.model)
    try StandardOutput.print(pipeline.model.summary(), terminator: "")
    console.note(
      "a text model: \(pipeline.encoder.vocabulary.count) words, at most "
        + "\(pipeline.encoder.length) a text; labels \(pipeline.labels.joined(separator: ", "))")
  }
}
