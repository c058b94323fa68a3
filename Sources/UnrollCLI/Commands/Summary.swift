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
        unroll summary model.keras --json
      """)

  @OptionGroup var model: ModelOptions
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup(title: "Messages") var messages: MessageOptions

  func run() throws {
    let console = messages.console
    if model.model.hasSuffix(".json") && model.weights == nil {
      return try show(Model(Architecture.load(model.model)))
    }
    guard try TextPipeline.isTextModel(model.model) else {
      return try show(model.load(console))
    }
    let pipeline = try model.loadPipeline()
    try show(pipeline.model)
    console.note(
      "a text model: \(pipeline.encoder.vocabulary.count) words, at most "
        + "\(pipeline.encoder.length) a text; labels \(pipeline.labels.joined(separator: ", "))")
  }

  private func show(_ network: Model) throws {
    if json { return try StandardOutput.print(SummaryDocument(network).text()) }
    try StandardOutput.print(network.summary(), terminator: "")
  }
}
