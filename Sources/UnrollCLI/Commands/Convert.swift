import ArgumentParser
import Unroll
import UnrollNN

/// `unroll convert`: a model in other files.
struct Convert: UnrollSubcommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a model in another format.",
    discussion: """
      The ending of OUT decides: .keras for one file, .json for a description with the weights \
      beside it (out.weights.h5), .h5 for one HDF5 file in the format of Keras 2, which Keras 3 \
      reads too. What the optimizer remembers goes along. The text side of a text model goes \
      along into .keras and is left behind by the others. Files of Keras 2 and 3 are read.

      Examples:
        unroll convert reviews.keras reviews.json
        unroll convert old_model.h5 model.keras
        unroll convert model.json model.keras --weights simplernn_1.weights.h5
      """)

  @Argument(
    help: "A .keras or .h5 file, or a Keras .json whose weights lie beside it or in --weights.",
    completion: .file(extensions: ["keras", "h5", "json"]))
  var input: String

  @Argument(
    help: "The .keras, .json or .h5 file to write.",
    completion: .file(extensions: ["keras", "json", "h5"]))
  var output: String

  @Option(
    help: ArgumentHelp(
      "The weights of a .json file: of the input, or else of the output.",
      valueName: "file.weights.h5"), completion: .file())
  var weights: String?

  @OptionGroup var selfCheck: SelfCheckOptions
  @OptionGroup var numbers: NumberOptions
  @OptionGroup(title: "Messages") var messages: MessageOptions

  private var readsJSON: Bool { input.lowercased().hasSuffix(".json") }
  private var writesJSON: Bool { output.lowercased().hasSuffix(".json") }

  func validate() throws {
    guard weights == nil || readsJSON || writesJSON else {
      throw ValidationError("--weights goes with a .json file; neither of these is one.")
    }
  }

  func run() throws {
    let console = messages.console
    try OutputProbe.check(output)
    let isText = try TextPipeline.isTextModel(input)
    if isText && output.hasSuffix(".keras") {
      // What is damaged must not get a new checksum.
      try TextPipeline.load(input, selfCheck: selfCheck.isWanted, verifiesVectors: true)
        .save(to: output, allowsNonFinite: numbers.allowsNonFinite)
    } else {
      let loaded = try Model.loadWithNotes(
        input, weights: readsJSON ? weights : nil, selfCheck: selfCheck.isWanted)
      for note in loaded.notes { console.note("note: \(note)") }
      try loaded.model.save(
        to: output, weights: readsJSON ? nil : weights, allowsNonFinite: numbers.allowsNonFinite)
      if isText { console.note("note: \(output) reads vectors; the text side was left behind") }
    }
    console.note("wrote \(output)")
  }
}
