import ArgumentParser
import Unroll
import UnrollKeras
import UnrollNN

/// The model that a command works with.
struct ModelOptions: ParsableArguments {
  @Argument(
    help: "A .keras or .h5 file, or a Keras .json whose weights lie beside it or in --weights.",
    completion: .file(extensions: ["keras", "h5", "json"]))
  var model: String

  @Option(
    help: ArgumentHelp("The weights of a .json model.", valueName: "file.weights.h5"),
    completion: .file())
  var weights: String?

  @OptionGroup var selfCheck: SelfCheckOptions

  /// Reads the network, and tells what was left out.
  func load(_ console: Console) throws -> Model { try loadWithNotes(console).model }

  /// Reads the network with what is known about it, and tells what was left out.
  func loadWithNotes(_ console: Console) throws -> LoadedModel {
    let loaded = try Model.loadWithNotes(
      model, weights: weights, selfCheck: selfCheck.isWanted)
    for note in loaded.notes { console.note("note: \(note)") }
    return loaded
  }

  /// Reads a text model.
  func loadPipeline() throws -> TextPipeline {
    try TextPipeline.load(model, selfCheck: selfCheck.isWanted)
  }
}
