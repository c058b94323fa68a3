import Foundation
import Testing
import UnrollArchive
import UnrollHDF5
import UnrollKeras
import UnrollNN
import UnrollTensor
import _UnrollTestSupport

/// What a reader is told when a file cannot be used: the text is part of the product.
@Suite struct ErrorMessageTests {
  private let workshop: Workshop

  init() throws { workshop = try Workshop() }

  /// The message of loading a file, its folder left out.
  private func message(_ name: String, weights: String? = nil) -> String? {
    failure { _ = try Model.load(workshop.path(name), weights: weights.map(workshop.path)) }?
      .description.replacing(workshop.folder.path + "/", with: "")
  }

  /// Packs an archive of the given members.
  private func pack(_ name: String, _ members: [(String, [UInt8])]) throws {
    try AtomicFile.write(to: workshop.path(name)) { file in
      var zip = ZipWriter(to: file)
      for (name, bytes) in members { try zip.add(name: name, data: bytes) }
      try zip.finish()
    }
  }

  /// Packs the exchange model with its description changed.
  private func pack(_ name: String, config: String) throws {
    try pack(
      name,
      [
        ("metadata.json", Array("{}".utf8)), ("config.json", Array(config.utf8)),
        ("model.weights.h5", Exchange.bytes("lstm_pooling.weights.h5")),
      ])
  }

  /// The description of the exchange model with a text replaced, which must be there.
  private func config(_ old: String, _ new: String) throws -> String {
    let text = try Exchange.text("lstm_pooling.json")
    try #require(text.contains(old))
    return text.replacing(old, with: new)
  }

  // MARK: - Files

  @Test("a missing file")
  func missingFile() {
    #expect(
      message("none.keras")
        == "none.keras: cannot open the file (found No such file or directory); "
        + "check the path; a folder on it may not exist")
  }

  @Test("a file that is no zip archive")
  func noZip() throws {
    try workshop.write("a.keras", text: "this is no zip archive, whatever its name says")
    #expect(
      message("a.keras")
        == "a.keras: the zip archive has no directory at its end (found 46 bytes); "
        + "the file is not a zip archive or was cut short; download or copy it again")
  }

  @Test("a zip archive cut short")
  func truncatedZip() throws {
    let bytes = try Exchange.bytes("lstm_pooling.keras")
    try workshop.write("a.keras", Array(bytes.prefix(bytes.count / 2)))
    #expect(message("a.keras")?.contains("was cut short; download or copy it again") == true)
  }

  @Test("an archive cut short anywhere is an error, never a crash")
  func truncatedAnywhere() throws {
    let bytes = try Exchange.bytes("lstm_pooling.keras")
    for count in stride(from: 0, to: bytes.count, by: 997) {
      let archive = failure {
        _ = try Model.load(KerasArchive(bytes: Array(bytes.prefix(count)), name: "a.keras"))
      }
      #expect(archive?.path.first == "a.keras")
    }
  }

  @Test("an archive without a description")
  func missingConfig() throws {
    try pack("a.keras", [("other.json", Array("{}".utf8))])
    #expect(
      message("a.keras")
        == "a.keras: the archive has no config.json, so it is not a Keras model; "
        + "save the model with model.save(\"name.keras\")")
  }

  @Test("an archive without weights, or with weights in another form")
  func missingWeights() throws {
    let config = Array(try Exchange.text("lstm_pooling.json").utf8)
    try pack("a.keras", [("config.json", config)])
    #expect(message("a.keras")?.hasPrefix("a.keras: the archive has no model.weights.h5") == true)
    try pack("b.keras", [("config.json", config), ("model.weights.npz", [1])])
    #expect(
      message("b.keras")?.hasPrefix("b.keras: weights in a .npz member are not supported") == true)
  }

  @Test("JSON that is broken", arguments: ["", "{", "{\"a\": tru}", "[1, 2", "{'a': 1}", "\"a"])
  func brokenJSON(_ text: String) throws {
    try pack("a.keras", config: text)
    #expect(
      message("a.keras")?.hasPrefix("a.keras › config.json: the text is not valid JSON") == true)
  }

  @Test("JSON that is nested too deeply")
  func deepJSON() throws {
    let text = String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)
    try pack("a.keras", config: text)
    #expect(
      message("a.keras")
        == "a.keras › config.json: the JSON text is nested too deeply (expected at most 64 levels); "
        + "this is no description of a model; name another file")
  }

  @Test("JSON that describes something else")
  func otherJSON() throws {
    try pack("a.keras", config: "{\"words\": []}")
    #expect(
      message("a.keras")
        == "a.keras › config.json: this JSON text does not describe a Keras model "
        + "(expected an object with class_name and config, found an object); "
        + "write the description with model.to_json()")
  }

  @Test("kinds of files that are not read")
  func otherKinds() {
    #expect(message("a.txt")?.contains("the ending of the name does not say") == true)
    #expect(message("a.weights.h5")?.contains("weights without an architecture") == true)
    #expect(message("a.weights.json")?.contains("weights without an architecture") == true)
    #expect(message("a.h5")?.hasPrefix("a.h5: cannot open the file (found No such file") == true)
  }

  @Test("a description without weights beside it")
  func noWeightsBeside() throws {
    try workshop.write("a.json", text: Exchange.text("lstm_pooling.json"))
    #expect(
      message("a.json")
        == "a.json: the description has no weights beside it (expected a.weights.h5); put the "
        + "file there, or name another one as its weights")
    #expect(
      message("a.json", weights: "b.weights.h5")?
        .hasPrefix("b.weights.h5: cannot open the file (found No such file") == true)
  }

  @Test("a folder that does not exist, or that is a file")
  func unwritable() throws {
    let model = try RoundTripTests.sequences { Dense(1) }
    try workshop.write("file", [1])
    for path in ["no/a.keras", "file/a.keras", "no/a.json"] {
      let error = failure { try model.save(to: workshop.path(path)) }
      let written = path.replacing(".json", with: ".weights.h5")
      #expect(error?.path == [workshop.path(written)])
      #expect(error?.message == "cannot create the file")
    }
  }

  @Test("a failed save leaves the file that was there")
  func keepsOldFile() throws {
    let path = workshop.path("a.keras")
    let model = try RoundTripTests.sequences { Dense(1) }
    try model.save(to: path)
    let before = try workshop.read("a.keras")
    let error = failure {
      try model.save(
        to: path, assets: [KerasAsset("assets/a", [1]), KerasAsset("assets/a", [2])])
    }
    #expect(error?.message == "the archive already has a member of this name")
    #expect(failure { try model.save(to: path, assets: [KerasAsset("b", [1])]) } != nil)
    #expect(try workshop.read("a.keras") == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: workshop.folder.path).count == 1)
  }

  // MARK: - Architectures

  @Test("a layer that is not known")
  func unknownLayer() throws {
    try pack("a.keras", config: config("\"Dropout\"", "\"SpatialDropout2D\""))
    #expect(
      message("a.keras")
        == "a.keras › config.json › layers/2 › dropout: the layer SpatialDropout2D is not "
        + "supported; supported are \(LayerRegistry.builtin.classNames.joined(separator: ", "))")
  }

  @Test("a functional model, and a class of the user's own")
  func otherModels() throws {
    try pack("a.keras", config: config("\"Sequential\"", "\"Functional\""))
    #expect(
      message("a.keras")
        == "a.keras › config.json: the description of the graph is not whole "
        + "(expected layers, input_layers and output_layers); "
        + "correct the description, or save the model again with Keras")
    try pack("b.keras", config: config("\"Sequential\"", "\"Mine\""))
    #expect(message("b.keras")?.contains("models of the class Mine are not supported") == true)
  }

  @Test(
    "options that change results",
    arguments: [
      ("time_major", .bool(true)),
      ("lora_rank", .integer(4)), ("quantization_config", .object([:])),
    ] as [(String, JSONValue)])
  func refusedOption(_ option: String, _ value: JSONValue) throws {
    let description = try JSONValue(parsing: Data(Exchange.text("lstm_pooling.json").utf8))
    try pack("a.keras", config: description.changing("LSTM", [option: value]).text)
    let error = try #require(message("a.keras"))
    #expect(error.hasPrefix("a.keras › config.json › layers/0 › lstm"))
    #expect(error.contains("the option \(option) is not supported"))
  }

  @Test("options that change results, of a layer inside a layer")
  func refusedInnerOption() throws {
    let text = try Exchange.text("bidirectional_gru.json")
      .replacing("\"stateful\": false", with: "\"time_major\": true")
    try workshop.write("a.json", text: text)
    try workshop.write("a.weights.h5", Exchange.bytes("bidirectional_gru.weights.h5"))
    #expect(
      message("a.json")?.hasPrefix(
        "a.json › layers/1 › bidirectional › backward_layer › backward_gru › time_major: "
          + "the option time_major is not supported (expected null or false, found true); ") == true
    )
  }

  @Test("dropout noise that does not fit the input")
  func noiseShape() throws {
    try pack("a.keras", config: config("\"noise_shape\": null", "\"noise_shape\": [null, 3]"))
    #expect(
      message("a.keras")
        == "a.keras › config.json › dropout: noise_shape must have the axes of the input, or 1 "
        + "(expected [1, 4], found (None, 3)); correct the description, or save the model again "
        + "with Keras")
  }

  @Test("another precision than float32")
  func precision() throws {
    try pack("a.keras", config: config("\"name\": \"float32\"", "\"name\": \"mixed_float16\""))
    #expect(
      message("a.keras")
        == "a.keras › config.json › layers/0 › lstm › dtype: only float32 is supported (expected "
        + "float32, found mixed_float16); set keras.config.set_dtype_policy(\"float32\") and save "
        + "the model again")
  }

  @Test("two outputs that are not merged")
  func notMerged() throws {
    let text = try Exchange.text("bidirectional_gru.json")
      .replacing("\"merge_mode\": \"concat\"", with: "\"merge_mode\": null")
    try workshop.write("a.json", text: text)
    try workshop.write("a.weights.h5", Exchange.bytes("bidirectional_gru.weights.h5"))
    #expect(
      message("a.json")?.contains(
        "bidirectional: a layer with several outputs does not fit into a chain") == true)
  }

  @Test("classes of the same name that are not Keras's")
  func otherOrigin() throws {
    try pack(
      "a.keras",
      config: config(
        "{\"module\": \"keras.layers\", \"class_name\": \"Dense\"",
        "{\"module\": \"mine\", \"class_name\": \"Dense\""))
    #expect(
      message("a.keras")
        == "a.keras › config.json › layers/3 › dense: Dense is not a layer of Keras "
        + "(found module mine); write the layer in Swift and pass its type as customLayers")
  }

  @Test(
    "sizes that make no sense",
    arguments: [
      ("\"units\": 4,", "\"units\": 9223372036854775807,"), ("\"units\": 4,", "\"units\": -4,"),
      ("\"units\": 4,", "\"units\": 16777216,"), ("\"units\": 4,", "\"units\": 1e300,"),
      ("\"units\": 4,", "\"units\": \"4\","), ("[null, 6, 3]", "[null, 0, 3]"),
      ("[null, 6, 3]", "[null, 16777216, 16777216]"), ("[null, 6, 3]", "[null, -1, 3]"),
      ("[null, 6, 3]", "[null]"), ("[null, 6, 3]", "[null, 1, 1, 1, 1, 1, 1, 1, 1, 1]"),
      ("[null, 6, 3]", "[null, 6, null]"), ("[null, 6, 3]", "[null, 99999999999999999999]"),
    ])
  func senselessSizes(_ old: String, _ new: String) throws {
    try pack("a.keras", config: config(old, new))
    #expect(message("a.keras")?.hasPrefix("a.keras › ") == true)
  }

  @Test("too many layers")
  func manyLayers() throws {
    let layer = "{\"class_name\": \"Flatten\", \"config\": {}}"
    let layers = [String](repeating: layer, count: 600).joined(separator: ",")
    try pack("a.keras", config: "[\(layers)]")
    #expect(message("a.keras")?.contains("the model has too many layers") == true)
  }
}
